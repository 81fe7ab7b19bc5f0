// Runs in the virtual machine, in the cgroup that is given: starts the daemon there, and says what of the promises holds.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [service] = process.argv.slice(2);
const api = 'http://127.0.0.1:8080/api';
let failed = 0;

function check(what, holds, seen) {
  if (!holds) failed++;
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}: ${typeof seen === 'string' ? seen : JSON.stringify(seen)}`);
}

const read = (...path) => readFileSync(join(...path), 'utf8').trim();
const get = async (path) => (await fetch(`${api}${path}`)).json();
const post = (path) => fetch(`${api}${path}`, { method: 'POST' });
const status = (name) => get(`/status?name=${name}`);

async function until(what, probe) {
  for (let n = 0; n < 1_200; n++) {
    try {
      const found = await probe();
      if (found) return found;
    } catch {
      // not yet
    }
    await sleep(50);
  }
  throw new Error(`waited in vain for ${what}`);
}

function serve() {
  const daemon = spawn(process.execPath, ['/app/bin/provisr.mjs', 'serve', '--config', '/tmp/config.json'], { stdio: 'inherit' });
  return until('the API', () => get('/status')).then(() => daemon);
}

async function main() {
  mkdirSync('/tmp/pids');
  const spec = (name, more) => ({ type: 'process', spec: { name, ...more } });
  writeFileSync(
    '/tmp/config.json',
    JSON.stringify({
      log: { dir: '/tmp/logs' },
      server: { listen: '127.0.0.1:8080' },
      processes: [
        spec('plain', { command: 'sleep 100000' }),
        spec('hog', { args: ['node', '/app/hog.mjs'], limits: { memory: '96MiB' } }),
        spec('child-hog', { args: ['node', '/app/hog.mjs', 'child'], limits: { memory: '160MiB' }, auto_restart: false }),
        spec('adopted-hog', {
          args: ['sh', '-c', 'while [ ! -e /tmp/go ]; do sleep 0.1; done; exec node /app/hog.mjs'],
          limits: { memory: '96MiB' },
        }),
        spec('quarter', { args: ['sh', '-c', 'while :; do :; done'], limits: { cpu: '25%' } }),
        spec('escapes', { args: ['sh', '/app/escapes.sh', '/tmp/pids'], env: { BARE: '1' }, cgroup: true, stop_timeout: '500ms' }),
      ],
    }),
  );
  let daemon = await serve();
  const debug = await get('/debug/processes');
  console.log(`spawner ${debug.spawner}, tree control ${debug.tree_control}`);

  check(
    'controllers are enabled for the processes',
    read(service, 'cgroup.subtree_control').split(' ').length >= 2,
    read(service, 'cgroup.subtree_control'),
  );
  const tree = join(
    service,
    readdirSync(service).find((name) => name.startsWith('provisr-')),
  );
  check('the daemon has vacated its cgroup', read(service, 'cgroup.procs') === '', read('/proc', String(daemon.pid), 'cgroup'));
  check(
    'nobody has problems',
    (await get('/status?wildcard=*')).every(({ problems }) => problems === undefined),
    readdirSync(tree).filter((name) => name.startsWith('p-')),
  );

  const hog = await until('the hog to end', async () => ((await status('hog')).running ? null : status('hog')));
  check('want of memory is told as such', /memory/.test(JSON.stringify(hog)) || hog.oom_killed === true, hog);
  const child = await until('the other hog to end', async () => ((await status('child-hog')).running ? null : status('child-hog')));
  check('the victim takes its tree along', child.exit_signal === 'SIGKILL', child);

  const directoryOf = (name) =>
    join(
      tree,
      readdirSync(tree).find((file) => file.startsWith(`p-${name}-`)),
    );
  const quarter = directoryOf('quarter');
  check('the share is set', read(quarter, 'cpu.max') === '25000 100000', read(quarter, 'cpu.max'));
  const usage = () => Number(/usage_usec (\d+)/.exec(read(quarter, 'cpu.stat'))[1]);
  const [from, before] = [performance.now(), usage()];
  await sleep(4_000);
  const share = (usage() - before) / 1_000 / (performance.now() - from);
  check('no more than the share is used', share > 0.15 && share < 0.3, `${(share * 100).toFixed(1)} %`);

  await until('the escapes', () => read('/tmp/logs/escapes.stdout.log') === 'ready');
  daemon.kill('SIGKILL');
  await new Promise((resolve) => daemon.once('exit', resolve));
  daemon = await serve();
  const taken = await Promise.all(['escapes', 'adopted-hog', 'quarter'].map(status));
  check(
    'the next daemon adopts',
    taken.every(({ adopted, problems }) => adopted && !problems),
    read('/proc', String(daemon.pid), 'cgroup'),
  );
  writeFileSync('/tmp/go', '');
  const adopted = await until('the adopted hog to end', async () => ((await status('adopted-hog')).running ? null : status('adopted-hog')));
  check('want of memory of an adopted one is told as such', /memory/.test(JSON.stringify(adopted)) || adopted.oom_killed === true, adopted);

  const pids = readdirSync('/tmp/pids').map((file) => read('/tmp/pids', file));
  await post('/stop?name=escapes');
  check('all who have escaped are gone', pids.length === 6 && pids.every((pid) => !existsSync(`/proc/${pid}`)), pids);
  daemon.kill('SIGTERM');
  await new Promise((resolve) => daemon.once('exit', resolve));
  check(
    'no cgroup of a process is left',
    !existsSync(tree) || readdirSync(tree).every((name) => !name.startsWith('p-')),
    existsSync(tree) ? readdirSync(tree).filter((name) => !name.includes('.')) : [],
  );
}

try {
  await main();
} catch (error) {
  failed++;
  console.log(error);
}
console.log(failed === 0 ? 'all checks passed' : `${failed} checks failed`);
