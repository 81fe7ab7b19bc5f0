import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient } from '#client';
import type { RouteName } from '#contract';
import { ANY_PORT, type ServedConfig, serveConfig, waitFor } from '#testing';
import { newToken } from '../security/tokens.js';
import { Conformance, type Verdict } from './conformance.js';
import { WireTap } from './wire-tap.js';

const ADMIN = newToken('boss', 'admin');
const SPEC = { name: 'made', command: 'sleep 600' };
const CONFIG = `${ANY_PORT}${ADMIN.toml}
[[processes]]
[processes.spec]
name = "web"
command = "sh -c 'echo listening; echo careful >&2; exec sleep 600'"

[[processes]]
[processes.spec]
name = "pair"
command = "sleep 600"
instances = 2

[[processes]]
type = "cronjob"
[processes.spec]
name = "nightly"
schedule = "@yearly"
command = "sleep 600"

[[groups]]
name = "backend"
members = ["web", "pair"]
`;

let served: ServedConfig;
let tap: WireTap;
let client: Client;
let conformance: Conformance;
const seen = new Set<string>();

beforeAll(async () => {
  served = await serveConfig(CONFIG, { token: ADMIN.value });
  await waitFor(() => served.daemon.client.daemon.ready(), { what: 'the boot' });
  conformance = new Conformance(await served.daemon.client.daemon.openapi());
  tap = await WireTap.open(served.daemon.url);
  client = createClient({ baseUrl: tap.url, token: ADMIN.value });
});

afterAll(async () => {
  await tap?.close();
  await served?.close();
});

/** The first thing that a stream tells after something was done. */
async function firstOf<Message>(stream: AsyncGenerator<Message, void, undefined>, act: () => Promise<unknown>): Promise<Message> {
  const first = stream.next();
  await act();
  const { value } = await first;
  await stream.return();
  return value as Message;
}

/** Each endpoint as a method of the client, in an order in which all of them can succeed. */
const OPERATIONS: Readonly<Record<RouteName, () => Promise<unknown>>> = {
  live: () => client.daemon.live(),
  ready: () => client.daemon.ready(),
  metrics: () => client.daemon.metrics(),
  openapi: () => client.daemon.openapi(),
  plugins: () => client.daemon.plugins(),
  about: () => client.daemon.about(),
  identity: () => client.daemon.identity(),
  debugProcesses: () => client.daemon.debugProcesses(),
  logLevels: () => client.daemon.logLevels(),
  setLogLevel: async () => [await client.daemon.setLogLevel('debug', 'process'), await client.daemon.setLogLevel('default', 'process')],
  status: async () => [
    await client.daemon.ping(),
    await client.processes.status({ name: 'web' }),
    await client.processes.status({ base: 'pair' }),
    await client.processes.status({ wildcard: 'nothing*' }),
  ],
  start: async () => [await client.processes.start({ wildcard: 'w*b' }), await client.processes.launch(SPEC, { waitMs: 0 })],
  stop: () => client.processes.stop({ name: 'made' }, { waitMs: 5000 }),
  restart: () => client.processes.restart({ base: 'pair' }),
  register: () => client.processes.register({ ...SPEC, name: 'kept', env: { A: '1' }, log: { max_size_mb: 1 } }),
  update: async () => {
    const next = { ...SPEC, name: 'kept', command: 'sleep 601' };
    return [await client.processes.update(next, { dryRun: true }), await client.processes.update(next)];
  },
  processSpec: () => client.processes.spec('kept'),
  processDefinition: async () => [await client.processes.definition('kept'), await client.processes.definition('web')],
  unregister: () => client.processes.unregister({ name: 'kept' }),
  groups: () => client.groups.list(),
  groupStatus: () => client.groups.status('backend'),
  groupStop: () => client.groups.stop('backend'),
  groupStart: () => client.groups.start('backend'),
  groupRestart: () => client.groups.restart('backend'),
  processes: () => client.processes.list(),
  process: () => client.processes.get('pair-2'),
  processWhy: () => client.processes.why('pair-2'),
  processLogs: async () => [
    await client.logs.read('web', { stream: 'stdout', tail: 1, since: '1h' }),
    await firstOf(client.logs.follow('web'), () => client.processes.restart({ name: 'web' })),
  ],
  events: () => firstOf(client.events.follow(), () => client.processes.restart({ name: 'pair-1' })),
  history: async () => {
    const page = await client.events.history({ types: ['process.*', 'daemon.*'], since: '1h', limit: 1 });
    return client.events.history({ selector: { wildcard: 'p*' }, until: '0s', cursor: page.next ?? '' });
  },
  cronjobs: () => client.cronjobs.list(),
  cronjobSuspend: () => client.cronjobs.suspend('nightly'),
  cronjobTrigger: () => client.cronjobs.trigger('nightly'),
  cronjobResume: () => client.cronjobs.resume('nightly'),
  cronjob: () => client.cronjobs.get('nightly'),
  cronjobHistory: () => client.cronjobs.history('nightly'),
  configuration: () => client.daemon.configuration(),
  reloadPreview: () => client.daemon.previewReload(),
  reload: () => client.daemon.reload(),
  upgradeState: () => client.daemon.upgradeState(),
  upgrade: () => client.daemon.upgrade(),
};

describe('every documented operation, through the client', () => {
  it.each(Object.keys(OPERATIONS) as RouteName[])('%s answers as documented', async (name) => {
    await OPERATIONS[name]();
    const verdicts = await judged(name);
    expect(verdicts.flatMap(({ problems }) => problems)).toEqual([]);
    seen.add(name);
  });

  it('was driven', () => {
    expect([...seen].sort()).toEqual(conformance.operations.map(({ id }) => id).sort());
  });
});

/** What went over the wire since last time; the operation that was meant is among it. */
async function judged(name: RouteName): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  await waitFor(
    () => {
      verdicts.push(...tap.take().map((exchange) => conformance.judge(exchange)));
      return verdicts.some(({ operation }) => operation === name);
    },
    { what: `an exchange of ${name}` },
  );
  return verdicts;
}
