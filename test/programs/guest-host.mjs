// A host program that takes two provisrs in, lets them work, sees them off in either order, and tells what has changed about its process.
// Arguments: a folder to work in, and who is seen off first, 0 or 1. Prints one line of JSON.
import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import { Logger } from '@nestjs/common';
import { Counter, register } from 'prom-client';

const PATIENCE_MS = 20_000;
/** Throws where nobody can catch it, when it is asked to. */
const PLUGIN = `export default { name: 'late', apiVersion: 1, module: {} };
globalThis.throwLate = () => setTimeout(() => { throw new Error('late'); });`;

const [, , folder, first] = process.argv;
const said = [];
const ownLogger = recorder(said);
Logger.overrideLogger(ownLogger);
new Counter({ name: 'host_orders_total', help: 'Orders.' }).inc();

const mounts = new Map();
const server = createServer((request, response) => {
  const mount = mounts.get(/^\/\w+/.exec(request.url)?.[0]);
  if (mount === undefined) response.end('of the host');
  else mount(request, response);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
await ask('/');
await until(() => !process.getActiveResourcesInfo().includes('TCPSocketWrap'), 'the connection to be gone');

const before = snapshot();
const { createProvisr } = await import('provisr');
const guests = await Promise.all([guest('one', { containPluginCrashes: true, plugins: ['./late.mjs'] }), guest('two', { plugins: [] })]);
await Promise.all(guests.map(({ provisr }) => provisr.booted));
const during = snapshot();
const seen = await Promise.all(guests.map(work));
globalThis.throwLate();
await until(async () => (await ask('/one/plugins')).includes('threw where nobody could catch it'), 'the plugin to be blamed');
const streams = await Promise.all(guests.map(({ name }) => opened(`/${name}/events`)));
for (const { provisr } of first === '0' ? guests : guests.toReversed()) {
  await provisr.close();
  new Logger('host').log('a guest has gone');
}
await Promise.all(streams);
mounts.clear();
// A descriptor is gone a turn of the loop after it was closed.
const isAsBefore = () => isDeepStrictEqual(snapshot(), before);
await until(isAsBefore, 'all to be as before').catch(() => undefined);
const after = snapshot();
server.close();
process.stdout.write(`${JSON.stringify({ before, during, after, seen, said, heard: guests.map(({ heard }) => heard) })}\n`);

async function guest(name, { plugins, ...options }) {
  const directory = join(folder, name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'late.mjs'), PLUGIN);
  const heard = [];
  const config = {
    plugins,
    pid_dir: join(directory, 'run'),
    log: { dir: join(directory, 'logs') },
    events: { webhooks: [{ url: `http://127.0.0.1:${server.address().port}/` }] },
    processes: [
      { type: 'process', spec: { name, command: 'echo ready; exec sleep 1000' } },
      { type: 'cronjob', spec: { name: `${name}-nightly`, schedule: '0 3 * * *', command: 'true' } },
    ],
  };
  const provisr = await createProvisr({ config, directory, logger: recorder(heard), ...options });
  mounts.set(`/${name}`, provisr.under(`/${name}`));
  return { provisr, name, heard };
}

/** A bit of everything that opens something. */
async function work({ provisr, name }) {
  await ask(`/${name}/restart?name=${name}`, 'POST');
  await ask(`/${name}/cronjobs/${name}-nightly/trigger`, 'POST');
  await provisr.apply();
  const names = provisr.manager.statuses({ kind: 'all' }).map((status) => status.name);
  const page = await ask(`/${name}/ui/`);
  return { names, isPage: page.includes('<!doctype html>'), metrics: await provisr.metrics(), own: await register.metrics() };
}

/** Who listens to the process and its signals, what keeps the loop busy, open descriptors, and what is one for the whole process. */
function snapshot() {
  return {
    listeners: Object.fromEntries(process.eventNames().map((event) => [String(event), process.listenerCount(event)])),
    resources: process
      .getActiveResourcesInfo()
      .filter((kind) => kind !== 'Immediate')
      .toSorted(),
    descriptors: descriptors(),
    settings: { umask: process.umask(), directory: process.cwd(), title: process.title, env: { ...process.env } },
    stackTraces: [Error.stackTraceLimit, typeof Error.prepareStackTrace],
    metrics: register.getMetricsAsArray().map(({ name }) => name),
    isLoggerOwn: Object.getOwnPropertyDescriptor(Logger, 'staticInstanceRef').value === ownLogger,
  };
}

function descriptors() {
  const targets = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).replaceAll(/\d+/g, 'N');
    } catch {
      return ''; // that of the listing itself
    }
  });
  return targets.filter((target) => target !== '').toSorted();
}

function recorder(lines) {
  const note = (message) => lines.push(typeof message === 'string' ? message : `${message.msg}: ${message.process ?? message.plugin}`);
  return { log: note, warn: note, error: note };
}

function opened(path, method = 'GET') {
  return new Promise((resolve, reject) => {
    const options = { port: server.address().port, host: '127.0.0.1', path, method, agent: false };
    get(options, resolve).on('error', reject);
  });
}

async function ask(path, method) {
  const parts = await (await opened(path, method)).toArray();
  return Buffer.concat(parts).toString();
}

async function until(condition, what) {
  for (const deadline = Date.now() + PATIENCE_MS; !(await condition()); await new Promise(setImmediate)) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
  }
}
