import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient, type ErrorCode } from '#client';
import type { RouteName } from '#contract';
import { ANY_PORT, httpRequest, type ServedConfig, serveConfig, waitFor } from '#testing';
import { newToken } from '../security/tokens.js';
import { program } from '../program.js';
import { Conformance, type Part } from './conformance.js';
import { WireTap } from './wire-tap.js';

const ADMIN = newToken('boss', 'admin');
const OPERATOR = newToken('ops', 'operator');
const CONFIG = `${ANY_PORT}${ADMIN.toml}${OPERATOR.toml}
[[processes]]
[processes.spec]
name = "web"
command = "sleep 600"

[[processes]]
[processes.spec]
name = "broken"
command = "sh -c 'echo no database >&2; exit 3'"
start_duration = "10s"

[[processes]]
[processes.spec]
name = "stubborn"
command = "${program('ignores-sigterm.sh')}"
stop_timeout = "600s"

[[processes]]
type = "cronjob"
[processes.spec]
name = "nightly"
schedule = "@yearly"
command = "sleep 600"

[[groups]]
name = "half"
members = ["web", "broken"]
`;

let served: ServedConfig;
let tap: WireTap;
let conformance: Conformance;
let admin: Client;
let operator: Client;
let nobody: Client;
const seen = new Set<string>();

beforeAll(async () => {
  served = await serveConfig(CONFIG, { token: ADMIN.value });
  await waitFor(() => served.daemon.client.daemon.ready(), { what: 'the boot' });
  conformance = new Conformance(await served.daemon.client.daemon.openapi());
  tap = await WireTap.open(served.daemon.url);
  [admin, operator, nobody] = [ADMIN.value, OPERATOR.value, undefined].map((token) =>
    createClient({ baseUrl: tap.url, ...(token === undefined ? {} : { token }) }),
  ) as [Client, Client, Client];
});

afterAll(async () => {
  await tap?.close();
  // It is in the middle of its shutdown, which would take as long as its most stubborn process.
  await served?.daemon.kill();
  await served?.close();
});

/** What the client would never send. */
async function raw(path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<void> {
  const method = body === undefined ? 'GET' : 'POST';
  await httpRequest(tap.url + path, { method, headers: { ...ADMIN.headers, ...headers }, ...(body === undefined ? {} : { body }) });
}

const slow = { name: 'slow', command: 'sleep 600', start_duration: '10m' };
const NOWHERE = { program: '/no/such/provisr.mjs' };
const both = { name: 'web', base: 'web' };

type Case = readonly [code: ErrorCode, route: RouteName, drive: () => Promise<unknown>];

const CASES: readonly Case[] = [
  ['PROVISR_AUTH_REQUIRED', 'processes', () => nobody.processes.list()],
  ['PROVISR_AUTH_REQUIRED', 'start', () => nobody.processes.start({ name: 'web' })],
  ['PROVISR_AUTH_REQUIRED', 'metrics', () => nobody.daemon.metrics()],
  ['PROVISR_AUTH_FORBIDDEN', 'start', () => operator.processes.launch({ name: 'x', command: 'sleep 1' })],
  ['PROVISR_AUTH_FORBIDDEN', 'reload', () => operator.daemon.reload()],
  ['PROVISR_ORIGIN_FORBIDDEN', 'stop', () => raw('/stop?name=web', { origin: 'https://evil.example' }, '')],
  ['PROVISR_ORIGIN_FORBIDDEN', 'groups', () => raw('/groups', { origin: 'https://evil.example' })],
  ['PROVISR_MEDIA_TYPE_UNSUPPORTED', 'start', () => raw('/start', { 'content-type': 'text/plain' }, '{"name":"x","command":"y"}')],
  ['PROVISR_REQUEST_INVALID', 'update', () => raw('/update', { 'content-type': 'application/json' }, '{"name":')],
  ['PROVISR_REQUEST_INVALID', 'processLogs', () => raw('/processes/web/logs?tail=-1', {})],
  ['PROVISR_REQUEST_INVALID', 'register', () => raw('/register?name=web', { 'content-type': 'application/json' }, '{}')],
  ['PROVISR_REQUEST_INVALID', 'stop', () => operator.processes.stop({ name: 'web' }, { waitMs: -1 })],
  ['PROVISR_BODY_TOO_LARGE', 'register', () => admin.processes.register({ name: 'x', command: 'x'.repeat(1024 * 1024) })],
  ['PROVISR_REQUEST_INVALID', 'setLogLevel', () => admin.daemon.setLogLevel('loud' as never)],
  ['PROVISR_SELECTOR_INVALID', 'status', () => operator.processes.status(both)],
  ['PROVISR_SELECTOR_INVALID', 'unregister', () => admin.processes.unregister(both)],
  ['PROVISR_SELECTOR_INVALID', 'events', () => admin.events.follow({ selector: both }).next()],
  ['PROVISR_SPEC_INVALID', 'start', () => admin.processes.launch({ name: 'x', command: 'y', work_dir: 'not/absolute' })],
  ['PROVISR_SPEC_INVALID', 'update', () => admin.processes.update({ name: 'x', args: [] })],
  ['PROVISR_PROCESS_NOT_FOUND', 'status', () => operator.processes.status({ name: 'wbe' })],
  ['PROVISR_PROCESS_NOT_FOUND', 'start', () => operator.processes.start({ name: 'wbe' })],
  ['PROVISR_PROCESS_NOT_FOUND', 'stop', () => operator.processes.stop({ name: 'wbe' })],
  ['PROVISR_PROCESS_NOT_FOUND', 'restart', () => operator.processes.restart({ name: 'wbe' })],
  ['PROVISR_PROCESS_NOT_FOUND', 'unregister', () => admin.processes.unregister({ name: 'wbe' })],
  ['PROVISR_PROCESS_NOT_FOUND', 'update', () => admin.processes.update({ name: 'wbe', command: 'sleep 1' })],
  ['PROVISR_PROCESS_NOT_FOUND', 'process', () => operator.processes.get('wbe')],
  ['PROVISR_PROCESS_NOT_FOUND', 'processSpec', () => operator.processes.spec('wbe')],
  ['PROVISR_PROCESS_NOT_FOUND', 'processDefinition', () => operator.processes.definition('wbe')],
  ['PROVISR_PROCESS_NOT_FOUND', 'processLogs', () => operator.logs.read('wbe')],
  ['PROVISR_PROCESS_NOT_FOUND', 'processLogs', () => operator.logs.follow('wbe').next()],
  ['PROVISR_PROCESS_CONFLICT', 'start', () => admin.processes.launch({ name: 'web', command: 'sleep 601' })],
  ['PROVISR_PROCESS_CONFLICT', 'register', () => admin.processes.register({ name: 'nightly', command: 'sleep 601' })],
  ['PROVISR_PROCESS_PROTECTED', 'register', () => admin.processes.register({ name: 'web', command: 'sleep 601' })],
  ['PROVISR_PROCESS_PROTECTED', 'update', () => admin.processes.update({ name: 'web', command: 'sleep 601' })],
  ['PROVISR_PROCESS_PROTECTED', 'unregister', () => admin.processes.unregister({ wildcard: '*' })],
  ['PROVISR_START_FAILED', 'start', () => operator.processes.start({ name: 'broken' })],
  ['PROVISR_START_FAILED', 'restart', () => operator.processes.restart({ name: 'broken' })],
  ['PROVISR_START_FAILED', 'register', () => admin.processes.register({ name: 'none', args: ['/no/such/program'] })],
  ['PROVISR_WAIT_TIMED_OUT', 'start', () => admin.processes.launch(slow, { waitMs: 20 })],
  [
    'PROVISR_START_SUPERSEDED',
    'start',
    async () => (await Promise.all([operator.processes.start({ name: 'slow' }), admin.processes.stop({ name: 'slow' })]))[0],
  ],
  ['PROVISR_GROUP_NOT_FOUND', 'groupStatus', () => operator.groups.status('halves')],
  ['PROVISR_GROUP_NOT_FOUND', 'groupStop', () => operator.groups.stop('halves')],
  ['PROVISR_GROUP_NOT_FOUND', 'groupRestart', () => operator.groups.restart('halves')],
  ['PROVISR_GROUP_PARTIAL', 'groupStart', () => operator.groups.start('half')],
  ['PROVISR_CRONJOB_NOT_FOUND', 'cronjob', () => operator.cronjobs.get('daily')],
  ['PROVISR_CRONJOB_NOT_FOUND', 'cronjobHistory', () => operator.cronjobs.history('daily')],
  ['PROVISR_CRONJOB_NOT_FOUND', 'cronjobSuspend', () => operator.cronjobs.suspend('daily')],
  ['PROVISR_CRONJOB_NOT_FOUND', 'cronjobResume', () => operator.cronjobs.resume('daily')],
  [
    'PROVISR_PROCESS_CONFLICT',
    'cronjobTrigger',
    async () => (await operator.cronjobs.trigger('nightly'), operator.cronjobs.trigger('nightly')),
  ],
  ['PROVISR_UPGRADE_REFUSED', 'upgrade', () => admin.daemon.upgrade({ program: '/no/such/provisr.mjs' })],
  ['PROVISR_UPGRADING', 'upgrade', () => Promise.all([admin.daemon.upgrade(NOWHERE), admin.daemon.upgrade(NOWHERE)])],
  ['PROVISR_CONFIG_INVALID', 'reload', async () => (writeFileSync(served.configFile, 'comand = 1\n'), admin.daemon.reload())],
  ['PROVISR_CONFIG_INVALID', 'reloadPreview', () => operator.daemon.previewReload()],
  ['PROVISR_CONFIG_NOT_FOUND', 'reload', async () => (rmSync(served.configFile), admin.daemon.reload())],
  ['PROVISR_CONFIG_NOT_FOUND', 'reloadPreview', () => operator.daemon.previewReload()],
];

describe('every error, on the wire', () => {
  it.each(CASES)('%s of %s is as documented', async (code, route, drive) => {
    const thrown = await drive().then(
      () => null,
      (error: unknown) => (error as { code?: string }).code,
    );
    if (thrown !== null) expect(thrown).toBe(code);
    await expectSeen(code, route);
  });

  it('PROVISR_RATE_LIMITED of whoever guesses at tokens is as documented', async () => {
    // From another address, so that nobody else has to wait.
    const call = { headers: { authorization: 'Bearer guess' }, localAddress: '127.0.0.2' };
    const codes: unknown[] = [];
    for (let guess = 0; guess <= 10; guess += 1) {
      const { status, headers, text } = await served.get('/processes', call);
      const exchange = { method: 'GET', path: '/processes', status, contentType: headers['content-type'] ?? '', body: text };
      expect(conformance.judge(exchange).problems).toEqual([]);
      codes.push(codeIn(text));
    }
    expect(codes).toEqual([...Array<ErrorCode>(10).fill('PROVISR_AUTH_REQUIRED'), 'PROVISR_RATE_LIMITED']);
    seen.add('PROVISR_RATE_LIMITED');
  });

  it('PROVISR_SHUTTING_DOWN of stop is as documented', async () => {
    served.daemon.signal('SIGTERM');
    const isStopping = (): Promise<boolean> =>
      admin.daemon.ready().then(
        () => false,
        () => true,
      );
    await waitFor(isStopping, { what: 'the shutdown to begin' });
    await expect(operator.processes.stop({ name: 'web' })).rejects.toMatchObject({ code: 'PROVISR_SHUTTING_DOWN' });
    await expectSeen('PROVISR_SHUTTING_DOWN', 'stop');
  });

  it('was each seen, but for those that need a broken machine', () => {
    const documented = [...JSON.stringify(conformance.document).matchAll(/"code":\{"const":"(\w+)"\}/g)].map(([, code]) => code ?? '');
    expect(documented.filter((code) => !seen.has(code)).sort()).toEqual([
      'PROVISR_LOG_UNAVAILABLE',
      'PROVISR_STOP_TIMED_OUT',
      'PROVISR_UNEXPECTED',
      'PROVISR_UPGRADE_UNAVAILABLE',
    ]);
  });
});

/** Everything that went over the wire is as documented, and the error is among it. */
async function expectSeen(code: ErrorCode, route: RouteName): Promise<void> {
  const judged = await waitFor(
    () => {
      const exchanges = tap.take().map((exchange) => ({ ...exchange, ...conformance.judge(exchange) }));
      return exchanges.some(({ operation, body }) => operation === route && codeIn(body) === code) && exchanges;
    },
    { what: `${code} of ${route}` },
  );
  expect(judged.flatMap(({ problems }) => problems)).toEqual([]);
  seen.add(code);
}

function codeIn(body: string): unknown {
  try {
    return (JSON.parse(body) as Part)['code'];
  } catch {
    return null;
  }
}
