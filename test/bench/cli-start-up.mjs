// How long `provisr status` takes against a running daemon, as a multiple of `node -e 0`, in one run and in turns.
// Usage: npm run bench:cli [-- ROUNDS]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/provisr.mjs', import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 21);

const directory = mkdtempSync(join(tmpdir(), 'provisr-bench-'));
const env = { ...process.env, NODE_COMPILE_CACHE: join(directory, 'cache'), NO_COLOR: '1' };

function timeOf(file, args) {
  const began = performance.now();
  const { status, stderr } = spawnSync(file, args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`);
  return performance.now() - began;
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

/** A supervisord with one program, when Debian's package is there. */
async function startSupervisord() {
  if (spawnSync('supervisord', ['--version']).status !== 0) return null;
  const config = join(directory, 'supervisord.conf');
  const socket = join(directory, 's.sock');
  writeFileSync(
    config,
    `[unix_http_server]\nfile=${socket}\n[supervisord]\nnodaemon=true\nlogfile=${directory}/s.log\npidfile=${directory}/s.pid\n` +
      `[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n` +
      `[supervisorctl]\nserverurl=unix://${socket}\n[program:a]\ncommand=sleep 600\n`,
  );
  const child = spawn('supervisord', ['-c', config], { stdio: 'ignore' });
  for (let n = 0; n < 200; n += 1) {
    if (spawnSync('supervisorctl', ['-c', config, 'status']).status === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { child, status: ['supervisorctl', ['-c', config, 'status']] };
}

writeFileSync(
  join(directory, 'config.toml'),
  '[server]\nlisten = "127.0.0.1:0"\n[[processes]]\n[processes.spec]\nname = "a"\ncommand = "sleep 600"\n',
);
const daemon = spawn(process.execPath, [BIN, 'serve', '--config', join(directory, 'config.toml')], {
  env,
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const supervisord = await startSupervisord();
try {
  const [ready] = await once(daemon, 'message');
  const contenders = {
    'node -e 0': [process.execPath, ['-e', '0']],
    'provisr status': [process.execPath, [BIN, 'status', '--api-url', ready.urls[0]]],
    ...(supervisord ? { 'supervisorctl status': supervisord.status } : {}),
  };
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (const [file, args] of Object.values(contenders)) timeOf(file, args);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, [file, args]] of Object.entries(contenders)) times[name].push(timeOf(file, args));
  const bare = median(times['node -e 0']);
  for (const [name, values] of Object.entries(times)) {
    const own = median(values);
    process.stdout.write(`${name.padEnd(22)} median ${own.toFixed(0).padStart(4)} ms   ${(own / bare).toFixed(2)} × node -e 0\n`);
  }
} finally {
  daemon.kill('SIGTERM');
  supervisord?.child.kill('SIGTERM');
  await once(daemon, 'exit');
  rmSync(directory, { recursive: true, force: true });
}
