// Completion in real interactive shells, as their users meet it: types into each at a pseudo-terminal and looks at what it makes of the tab key.
// Usage: npm run try:completion. Needs a build, script(1) of util-linux, and bash, zsh and fish; a shell that is missing is a failure too.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const BIN = fileURLToPath(new URL('../../bin/provisr.mjs', import.meta.url));
const LONGEST_WAIT_MS = 10_000;
const LOOK_EVERY_MS = 50;

const directory = mkdtempSync(join(tmpdir(), 'provisr-completion-'));
const at = (...names) => join(directory, ...names);
const env = {
  ...process.env,
  HOME: directory,
  PROVISR_HOME: directory,
  TERM: 'xterm',
  NO_COLOR: '1',
  PATH: `${at('bin')}:${process.env['PATH']}`,
};

/** How each shell is started without the files of its user, and how its users are told to load the completion. */
const SHELLS = {
  bash: { start: 'bash --norc --noprofile -i', load: 'source <(provisr completion bash)' },
  zsh: { start: 'zsh -f -i', load: 'source <(provisr completion zsh)' },
  'zsh, as a file of fpath': {
    start: 'zsh -f -i',
    load: `provisr completion zsh > ${at('_provisr')}; fpath=(${directory} $fpath); autoload -Uz compinit; compinit -u -D`,
  },
  fish: { start: 'fish --no-config -i', load: 'provisr completion fish | source' },
};

/** What is typed before the tab, and what the line is afterwards. */
const CHECKS = [
  ['a command', 'provisr valid', 'provisr validate'],
  ['the name of a process', 'provisr status alpha-o', 'provisr status alpha-one'],
  ['the name of a process after its flag', 'provisr stop --name alpha-t', 'provisr stop --name alpha-two'],
  ['the same with an equals sign', 'provisr stop --name=alpha-t', 'provisr stop --name=alpha-two'],
  ['a base name', 'provisr stop --base man', 'provisr stop --base many'],
  ['a group', 'provisr group-stop --group gre', 'provisr group-stop --group greeks'],
  ['a flag', 'provisr status --wil', 'provisr status --wildcard'],
  ['one of several values', 'provisr status -o ya', 'provisr status -o yaml'],
  ['a file', 'provisr validate conf', 'provisr validate config.toml'],
];

async function until(condition) {
  for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += LOOK_EVERY_MS) {
    if (condition()) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}

/** A shell at a terminal. */
function open(command) {
  const child = spawn('script', ['-qfec', `stty cols 200; ${command}`, '/dev/null'], {
    cwd: directory,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (data) => (text += data.toString()));
  return {
    type: (keys) => child.stdin.write(keys),
    shown: () => stripVTControlCharacters(text).replaceAll('\u0007', ''),
    forget: () => (text = ''),
    async close() {
      const gone = once(child, 'exit');
      child.stdin.write('\u0003exit\r');
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 1000))]);
      child.kill('SIGKILL');
    },
  };
}

async function check(name, { start, load }) {
  const shell = open(start);
  let failures = 0;
  try {
    // Quoted, so that the echo of what is typed is not taken for its output.
    shell.type(`${load}; echo rea""dy\r`);
    if (!(await until(() => shell.shown().includes('ready')))) throw new Error(`no prompt: ${shell.shown()}`);
    for (const [what, typed, expected] of CHECKS) {
      shell.forget();
      shell.type(`${typed}\t`);
      await until(() => shell.shown().replaceAll(' ', '').includes(expected.replaceAll(' ', '')));
      shell.type('\r');
      const done = await until(() => shell.shown().includes(`got: ${expected}\r\n`));
      failures += done ? 0 : 1;
      process.stdout.write(`${done ? 'ok  ' : 'FAIL'} ${name}: ${what}${done ? '' : `\n     ${JSON.stringify(shell.shown())}`}\n`);
    }
  } finally {
    await shell.close();
  }
  return failures;
}

mkdirSync(at('bin'));
// Completes as the real one, and shows what it is called with instead of doing it.
writeFileSync(
  at('bin', 'provisr'),
  `#!/bin/sh\ncase $1 in __complete | completion) exec '${process.execPath}' '${BIN}' "$@" ;; esac\necho "got: provisr $*"\n`,
);
chmodSync(at('bin', 'provisr'), 0o755);
const entry = (name, more = '') => `[[processes]]\n[processes.spec]\nname = "${name}"\ncommand = "sleep 600"\n${more}`;
writeFileSync(
  at('config.toml'),
  `[server]\nlisten = "none"\nsocket = "provisr.sock"\n${entry('alpha-one')}${entry('alpha-two')}${entry('many', 'instances = 3\n')}` +
    '[[groups]]\nname = "greeks"\nmembers = ["alpha-one", "alpha-two"]\n',
);
const daemon = spawn(process.execPath, [BIN, 'serve', at('config.toml')], { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
const ended = once(daemon, 'exit');
let failures = 0;
try {
  await once(daemon, 'message');
  for (const [name, shell] of Object.entries(SHELLS)) {
    const program = shell.start.split(' ')[0];
    if (spawnSync('sh', ['-c', `command -v ${program}`]).status === 0) failures += await check(name, shell);
    else {
      failures += 1;
      process.stdout.write(`FAIL ${name}: not checked, ${program} is not installed\n`);
    }
  }
} finally {
  daemon.kill('SIGTERM');
  await ended;
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;
