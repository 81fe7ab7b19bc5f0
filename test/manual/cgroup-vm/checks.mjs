// Runs in the virtual machine, in the cgroup that is given: starts the daemon there, and says what of the promises holds.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [service] = process.argv.slice(2);
const api = 'http://127.0.0.1:8080/api';
let failed = 0;

const say = (text) => process.stdout.write(`${text}\n`);

function check(what, holds, seen) {
  if (!holds) failed++;
  say(`${holds ? 'ok  ' : 'FAIL'} ${what}: ${typeof seen === 'string' ? seen : JSON.stringify(seen)}`);
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

const ended = (name) => until(`${name} to end`, async () => ((await status(name)).running ? null : status(name)));
const runsIn = (tree) => (existsSync(tree) ? readdirSync(tree).filter((file) => file.startsWith('p-')) : []);

function configure() {
  mkdirSync('/tmp/pids');
  const hog = ['node', '/app/hog.mjs'];
  const waits = 'while [ ! -e /tmp/go ]; do sleep 0.1; done; exec node /app/hog.mjs';
  const specs = [
    { name: 'plain', command: 'sleep 100000' },
    { name: 'hog', args: hog, limits: { memory: '96MiB' } },
    { name: 'child-hog', args: [...hog, 'child'], limits: { memory: '160MiB' } },
    { name: 'adopted-hog', args: ['sh', '-c', waits], limits: { memory: '96MiB' } },
    { name: 'quarter', args: ['sh', '-c', 'while :; do :; done'], limits: { cpu: '25%' } },
    { name: 'escapes', args: ['sh', '/app/escapes.sh', '/tmp/pids'], env: { BARE: '1' }, cgroup: true, stop_timeout: '500ms' },
  ];
  const processes = specs.map((spec) => ({ type: 'process', spec }));
  writeFileSync('/tmp/config.json', JSON.stringify({ log: { dir: '/tmp/logs' }, server: { listen: '127.0.0.1:8080' }, processes }));
}

async function checkPlace(daemon) {
  const debug = await get('/debug/processes');
  say(`spawner ${debug.spawner}, tree control ${debug.tree_control}`);
  const controllers = read(service, 'cgroup.subtree_control').split(' ');
  check(
    'controllers are enabled for the processes',
    ['cpu', 'memory'].every((name) => controllers.includes(name)),
    controllers,
  );
  check('the daemon has vacated its cgroup', read(service, 'cgroup.procs') === '', read('/proc', String(daemon.pid), 'cgroup'));
  const statuses = await get('/status?wildcard=*');
  check(
    'nobody has problems',
    statuses.every(({ problems }) => problems === undefined),
    runsIn(debug.cgroups.dir),
  );
  return debug.cgroups.dir;
}

async function checkShare(tree) {
  const dir = join(
    tree,
    runsIn(tree).find((name) => name.startsWith('p-quarter-')),
  );
  check('the share is set', read(dir, 'cpu.max') === '25000 100000', read(dir, 'cpu.max'));
  const usage = () => Number(/usage_usec (\d+)/.exec(read(dir, 'cpu.stat'))[1]);
  const [from, before] = [performance.now(), usage()];
  await sleep(4_000);
  const percent = (usage() - before) / 10 / (performance.now() - from);
  check('no more than the share is used', percent > 15 && percent < 30, `${percent.toFixed(1)} %`);
}

async function main() {
  configure();
  let daemon = await serve();
  const tree = await checkPlace(daemon);
  const hogs = [await ended('hog'), await ended('child-hog')];
  check('want of memory is told as such', hogs[0].oom_killed === true, hogs[0]);
  const why = await get('/processes/hog/why');
  check('why names it', /the kernel killed it because memory ran out/.test(why.summary), why.summary);
  check('the victim takes its tree along', hogs[1].oom_killed === true && hogs[1].exit_signal === 'SIGKILL', hogs[1]);
  await checkShare(tree);

  await until('the escapes', () => read('/tmp/logs/escapes.stdout.log') === 'ready');
  daemon.kill('SIGKILL');
  await once(daemon, 'exit');
  daemon = await serve();
  const taken = await Promise.all(['escapes', 'adopted-hog', 'quarter'].map(status));
  check(
    'the next daemon adopts',
    taken.every(({ adopted, problems }) => adopted && !problems),
    read('/proc', String(daemon.pid), 'cgroup'),
  );
  writeFileSync('/tmp/go', '');
  const adopted = await ended('adopted-hog');
  check('want of memory of an adopted one is told as such', adopted.oom_killed === true, adopted);

  const pids = readdirSync('/tmp/pids').map((file) => read('/tmp/pids', file));
  await post('/stop?name=escapes');
  check('all who have escaped are gone', pids.length === 6 && pids.every((pid) => !existsSync(`/proc/${pid}`)), pids);
  daemon.kill('SIGTERM');
  await once(daemon, 'exit');
  check('no cgroup of a process is left', runsIn(tree).length === 0, runsIn(tree));
}

try {
  await main();
} catch (error) {
  failed++;
  say(error.stack);
}
say(failed === 0 ? 'all checks passed' : `${failed} checks failed`);
