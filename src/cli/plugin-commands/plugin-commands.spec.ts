import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OWN_COMMANDS } from '../../daemon/plugins/plugin-commands.js';
import { COMMANDS } from '../program/command-table.js';
import { run } from '../run.js';
import { processIo } from '../terminal/process-io.js';
import { firstWord, flagValue } from './first-word.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provisr-commands-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const path = (...names: string[]): string => join(directory, ...names);

async function provisr(...argv: string[]): Promise<{ exit: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const exit = await run(argv, (flags) => ({
    ...processIo(flags),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    hasColour: false,
    env: { PROVISR_HOME: path('home') },
    cwd: directory,
  }));
  return { exit, out, err };
}

/** A plugin whose commands are these; loading it leaves a trace. */
function plugin(commands: string, name = 'backup'): void {
  const trace = `import { appendFileSync } from 'node:fs'; appendFileSync(${JSON.stringify(path('loaded'))}, '${name} ');`;
  writeFileSync(path(`${name}.mjs`), `${trace} export default { name: '${name}', apiVersion: 1, module: {}, commands: [${commands}] };`);
}

const BACKUP = `{
  name: 'backup', summary: 'write the logs somewhere safe', positional: '[where]',
  options: [{ flags: '--dry-run', description: 'only say what' }, { flags: '-n, --last <count>', description: 'how many' }],
  async run({ print, options, configFile, directory }, args) {
    await print({ args, options, configFile, directory }, () => 'saved\\n');
    return args.dryRun ? 3 : undefined;
  },
}`;
const CONFIG = 'plugins = [{ use = "./backup.mjs", options = { level = "high" } }]\n';

describe('a command of a plugin', () => {
  beforeEach(() => {
    writeFileSync(path('c.toml'), CONFIG);
    plugin(BACKUP);
  });

  it('runs with what the command line and the configuration say', async () => {
    expect(await provisr('backup', '--config', 'c.toml')).toEqual({ exit: 0, out: 'saved\n', err: '' });
    const { exit, out } = await provisr('backup', 'there', '--config=c.toml', '--dry-run', '-n', '5', '-o', 'json', '--verbose');
    expect(exit).toBe(3);
    expect(JSON.parse(out)).toEqual({
      args: { dryRun: true, last: '5', where: 'there' },
      options: { level: 'high' },
      configFile: path('c.toml'),
      directory,
    });
  });

  it('is in the help, and has one of its own', async () => {
    expect((await provisr('--help', '--config', 'c.toml')).out).toMatch(/^ {2}backup .* write the logs somewhere safe$/m);
    for (const argv of [
      ['backup', '--help', '--config', 'c.toml'],
      ['help', 'backup', '--config', 'c.toml'],
    ]) {
      const { exit, out } = await provisr(...argv);
      expect({ exit, out }).toEqual({ exit: 0, out: expect.stringMatching(/^Usage: provisr backup .*--last <count> /s) as string });
    }
  });

  it('is suggested for what is nearly it, and its flags are checked', async () => {
    expect(await provisr('bakup', '--config', 'c.toml')).toMatchObject({
      exit: 2,
      err: expect.stringMatching(/unknown command 'bakup'.*backup/s),
    });
    expect(await provisr('backup', '--config', 'c.toml', '--lats', '1')).toMatchObject({ exit: 2, err: expect.stringContaining('--last') });
  });

  it('is found without --config in the configuration of this user alone, never in the working directory', async () => {
    writeFileSync(path('config.toml'), CONFIG);
    const nowhere = await provisr('backup');
    expect(nowhere).toMatchObject({
      exit: 2,
      err: expect.stringContaining("hint: see 'provisr --help'; commands of plugins need --config"),
    });
    mkdirSync(path('home'));
    writeFileSync(path('home', 'config.toml'), CONFIG.replace('./backup', '../backup'));
    expect(await provisr('backup')).toEqual({ exit: 0, out: 'saved\n', err: '' });
  });

  it('that fails says of which plugin it is', async () => {
    plugin(`{ name: 'fail', summary: 's', run() { throw new Error('no space left'); } }, { name: 'odd', summary: 's', run: () => 'done' }`);
    const { exit, err } = await provisr('fail', '--config', 'c.toml');
    expect({ exit, err }).toEqual({
      exit: 1,
      err: 'error: fail: no space left\nhint: the command is of the plugin "backup"; --verbose shows where it failed\n',
    });
    expect((await provisr('odd', '--config', 'c.toml')).err).toContain('which is no exit code');
  });
});

describe('plugins are not even looked at', () => {
  it.each([[['status', '--config', 'c.toml']], [['validate', 'c.toml']], [['start', '--help', '--config', 'c.toml']], [['--version']]])(
    '%j',
    async (argv) => {
      writeFileSync(path('c.toml'), `${CONFIG}[server]\nlisten = "127.0.0.1:1"\n`);
      plugin(BACKUP);
      await provisr(...argv);
      expect(() => rmSync(path('loaded'))).toThrow('ENOENT');
    },
  );
});

describe('a plugin whose commands cannot be had', () => {
  it.each([
    ['{ name: "status", summary: "s", run() {} }', 'the plugin "backup" brings a command "status", which provisr has itself'],
    ['{ name: "a", summary: "s", run() {} }, { name: "a", summary: "s", run() {} }', 'brings two commands "a"'],
    ['{ name: "A b", summary: "s", run() {} }', '"A b" is no name'],
    ['{ name: "a", run() {} }', '"a" has no summary'],
    ['{ name: "a", summary: "s" }', '"a" has no function "run"'],
    ['{ name: "a", summary: "s", run() {}, options: [{}] }', 'options that are no list'],
    ['{ name: "a", summary: "s", run() {}, options: [{ flags: "-o, --other", description: "" }] }', 'has a flag -o, as every command has'],
    ['{ name: "a", summary: "s", run() {}, options: [{ flags: "--token <t>", description: "" }] }', 'has a flag --token, as every command'],
  ])('%s', async (commands, reason) => {
    writeFileSync(path('c.toml'), CONFIG);
    plugin(commands);
    const { exit, err } = await provisr('anything', '--config', 'c.toml');
    expect(exit).toBe(2);
    expect(err).toContain(reason);
    expect(err).toContain("unknown command 'anything'");
  });

  it('does not hide those of others', async () => {
    writeFileSync(path('c.toml'), 'plugins = ["./backup.mjs", "./same.mjs", "./absent.mjs"]\n');
    plugin(BACKUP);
    plugin(BACKUP, 'same');
    const { exit, err } = await provisr('backup', '--config', 'c.toml');
    expect(exit).toBe(0);
    expect(err).toContain('the plugins "backup" and "same" both bring a command "backup"');
    expect(err).toContain('there is no file');
  });
});

it('the names that plugins may not take are those of the command table', () => {
  expect(OWN_COMMANDS).toEqual(new Set([...COMMANDS.map(({ name }) => name.split(' ')[0]), 'help']));
});

describe('the first word', () => {
  it.each([
    [['backup', '--all'], 'backup'],
    [['--api-url', 'http://x', '-o', 'json', 'backup'], 'backup'],
    [['--config', 'c.toml', 'backup'], 'backup'],
    [['--verbose', '--insecure', 'backup'], 'backup'],
    [['--help'], null],
    [[], null],
  ])('of %j is %s', (argv, word) => expect(firstWord(argv)).toBe(word));

  it('is told from the value of a flag', () => {
    expect(flagValue(['a', '--config', 'x', 'b'], '--config')).toBe('x');
    expect(flagValue(['a', '--config=x=y'], '--config')).toBe('x=y');
    expect(flagValue(['a', '--config'], '--config')).toBe(null);
    expect(flagValue(['a'], '--config')).toBe(null);
  });
});
