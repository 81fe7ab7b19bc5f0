import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigurationDto, DefinitionChangeDto, ReloadPreviewDto } from '#contract';
import { type Answer, TestDaemon } from '../fixtures/test-daemon.js';

const hash = (token: string): string => `sha256:${createHash('sha256').update(token).digest('hex')}`;
const AUTH = ['viewer', 'operator', 'admin'].map(
  (role) => `[[server.auth.tokens]]\nname = "the-${role}"\nrole = "${role}"\nhash = "${hash(role)}"\n`,
);
const process = (name: string, more = ''): string =>
  `[[processes]]\n[processes.spec]\nname = "${name}"\ncommand = "sleep 1000"\nstop_timeout = "1s"\n${more}\n`;
const cronjob = (schedule: string): string =>
  `[[processes]]\ntype = "cronjob"\n[processes.spec]\nname = "nightly"\nschedule = "${schedule}"\ncommand = "true"\n`;
const group = (members: string): string => `[[groups]]\nname = "stack"\nmembers = [${members}]\n`;
const SERVER = `[server]\nlisten = "127.0.0.1:0"\n${AUTH.join('')}`;

const BEFORE = [
  'env = ["SHARED=1"]',
  SERVER,
  process('same'),
  process('gone'),
  process('changed', 'env = ["PORT=1", "DB_PASSWORD=hush", "MODE=a", "AT=http://me:pass1@host"]'),
  process('tuned'),
  process('web', 'instances = 2'),
  cronjob('@yearly'),
  group('"same", "web"'),
].join('\n');
const AFTER = [
  'env = ["SHARED=1"]',
  `${SERVER.replace('127.0.0.1:0', '127.0.0.1:9')}[daemon_log]\nlevel = "warn"\n[[events.webhooks]]\nurl = "http://hook.example/secret-path"\n`,
  process('same'),
  process('changed', 'env = ["PORT=2", "DB_PASSWORD=shush", "AT=http://me:pass2@host"]'),
  process('tuned', 'priority = 3'),
  process('web', 'instances = 3'),
  process('new'),
  cronjob('@monthly'),
  group('"same"'),
].join('\n');
const BAD = '[spec]\nname = "filed"\ncomand = "sleep 1000"\n';

let daemon: TestDaemon;
const as = (role: string): { readonly headers: Readonly<Record<string, string>> } => ({ headers: { authorization: `Bearer ${role}` } });
const file = (name: string): string => join(daemon.directory, name);
const preview = async (role = 'admin'): Promise<ReloadPreviewDto> => {
  const answer = await daemon.get('/api/reload/preview', as(role));
  expect(answer.status).toBe(200);
  return answer.body as ReloadPreviewDto;
};
const find = ({ definitions }: ReloadPreviewDto, name: string): DefinitionChangeDto | undefined =>
  definitions.find((definition) => definition.name === name);
const pids = async (): Promise<unknown> =>
  ((await daemon.get('/api/processes', as('viewer'))).body as { name: string; pid: number }[]).map(({ name, pid }) => [name, pid]);
const events = async (): Promise<string[]> =>
  (await daemon.get('/api/history?type=config.*,process.changed', as('viewer'))).body.events as string[];

beforeAll(async () => {
  daemon = await TestDaemon.start(BEFORE, { 'programs/filed.toml': '[spec]\nname = "filed"\ncommand = "sleep 1000"\n' });
  await daemon.daemon.booted;
  await daemon.post('/api/start', { ...as('admin'), json: { name: 'by-api', command: 'sleep 1000' } });
});
afterAll(() => daemon.close());

describe('GET /reload/preview', () => {
  it('finds nothing where nothing has changed', async () => {
    expect(await preview()).toMatchObject({ ok: true, definitions: [], settings: [], skipped: [], result: { added: [], removed: [] } });
  });

  it('tells what a reload would do, and does none of it', async () => {
    const before = [await pids(), await events()];
    await writeFile(file('config.toml'), AFTER);
    await writeFile(file('programs/filed.toml'), BAD);
    const told = await preview();
    expect(told.definitions.map(({ kind, name, what, restarts }) => [kind, name, what, restarts])).toEqual([
      ['process', 'changed', 'changed', ['changed']],
      ['process', 'gone', 'removed', []],
      ['process', 'new', 'added', []],
      ['cronjob', 'nightly', 'changed', []],
      ['group', 'stack', 'changed', []],
      ['process', 'tuned', 'changed', []],
      ['process', 'web', 'changed', []],
    ]);
    expect(find(told, 'changed')?.keys).toEqual([
      { key: 'env.AT', before: '***', after: '***' },
      { key: 'env.DB_PASSWORD', before: '***', after: '***' },
      { key: 'env.MODE', before: 'a' },
      { key: 'env.PORT', before: '1', after: '2' },
    ]);
    expect(find(told, 'tuned')?.keys).toEqual([{ key: 'priority', before: 0, after: 3 }]);
    expect(find(told, 'nightly')?.keys).toEqual([{ key: 'schedule', before: '@yearly', after: '@monthly' }]);
    expect(find(told, 'stack')?.keys).toEqual([{ key: 'members', before: ['same', 'web'], after: ['same'] }]);
    expect(told.skipped).toMatchObject([
      {
        file: file('programs/filed.toml'),
        kept: ['filed'],
        problems: [{ line: 3, pointer: '/spec/comand', suggestion: expect.stringContaining('command') }],
      },
    ]);
    expect([await pids(), await events()]).toEqual(before);
  });

  it('tells which settings wait for the next start', async () => {
    const { settings } = await preview();
    expect(settings).toContainEqual({ key: 'server.listen', before: '127.0.0.1:0', after: '127.0.0.1:9', next_start: true });
    expect(settings).toContainEqual({ key: 'daemon_log.level', before: 'info', after: 'warn', next_start: false });
    expect(settings.filter(({ key }) => key.startsWith('events.')).every((change) => change.next_start)).toBe(true);
    expect(JSON.stringify(settings)).not.toContain('secret-path');
  });

  it('shows an operator no secret either, and is not for viewers', async () => {
    expect(await preview('operator')).toEqual(await preview('admin'));
    expect((await daemon.get('/api/reload/preview', as('viewer'))).status).toBe(403);
  });

  it('is refused like the reload where the main file is wrong, and readiness does not suffer', async () => {
    await writeFile(file('config.toml'), `${AFTER}\n[serer]\n`);
    const answer = await daemon.get('/api/reload/preview', as('operator'));
    expect(answer).toMatchObject({ status: 422, body: { code: 'PROVISR_CONFIG_INVALID' } });
    expect(answer.body.errors[0]).toMatchObject({ file: file('config.toml'), pointer: '/serer', suggestion: 'did you mean "server"?' });
    expect(answer.body.errors[0].line).toBeGreaterThan(1);
    expect(await events()).toEqual([]);
    expect((await daemon.get('/health/ready', as('viewer'))).status).toBe(200);
    await writeFile(file('config.toml'), AFTER);
  });

  it('is what the reload then does', async () => {
    const { result } = await preview();
    const answer: Answer = await daemon.post('/api/reload', as('admin'));
    const sorted = (body: object): unknown =>
      Object.fromEntries(
        Object.entries(body).map(([key, value]) => [key, Array.isArray(value) ? [...(value as string[])].sort() : (value as unknown)]),
      );
    expect(sorted(answer.body as object)).toEqual(sorted(result));
    expect(await preview()).toMatchObject({ definitions: [], settings: [] });
    await rm(file('programs/filed.toml'));
    expect(find(await preview(), 'filed')).toMatchObject({ what: 'removed', source: file('programs/filed.toml') });
  });
});

describe('GET /configuration', () => {
  const shown = async (role: string): Promise<ConfigurationDto> =>
    (await daemon.get('/api/configuration', as(role))).body as ConfigurationDto;

  it('shows what is in force, with defaults and the files it comes from', async () => {
    const told = await shown('admin');
    expect(told).toMatchObject({
      file: file('config.toml'),
      programs_directory: file('programs'),
      groups: [{ name: 'stack', members: ['same'] }],
    });
    expect(told.files).toEqual([file('config.toml'), file('programs/filed.toml')]);
    expect(told.definitions.map(({ name, origin, kind }) => [name, origin, kind])).toEqual([
      ['by-api', 'api', 'process'],
      ['changed', 'config', 'process'],
      ['filed', 'registered', 'process'],
      ['new', 'config', 'process'],
      ['nightly', 'config', 'cronjob'],
      ['same', 'config', 'process'],
      ['tuned', 'config', 'process'],
      ['web', 'config', 'process'],
    ]);
    const tuned = told.definitions.find(({ name }) => name === 'tuned');
    expect(tuned).toMatchObject({
      spec: { priority: 3, stop_timeout: '1s', retry_interval: '500ms', env: { SHARED: '1' } },
      source: file('config.toml'),
    });
    expect(tuned?.written).toEqual(['name', 'command', 'stop_timeout', 'priority']);
    expect(told.settings).toMatchObject({
      pid_dir: file('run'),
      server: { base_path: '/api', auth: { tokens: [{ name: 'the-viewer', hash: '***' }, {}, {}] } },
    });
  });

  it('keeps secrets from everybody, and the environment from viewers', async () => {
    const [viewer, admin] = [JSON.stringify(await shown('viewer')), JSON.stringify(await shown('admin'))];
    for (const text of [viewer, admin]) {
      for (const secret of ['shush', 'pass2', 'secret-path', hash('admin')]) expect(text).not.toContain(secret);
      expect(text).toContain('DB_PASSWORD');
    }
    expect(admin).toContain('"PORT":"2"');
    expect(viewer).not.toContain('"PORT":"2"');
  });
});

it('GET /about tells what the daemon is', async () => {
  const { body } = await daemon.get('/api/about', as('viewer'));
  expect(body).toMatchObject({
    pid: globalThis.process.pid,
    node: globalThis.process.versions.node,
    phase: 'ready',
    embedded: false,
    guarded: false,
    listeners: [daemon.url.href.replace(/\/$/, '')],
    state_dir: file('run'),
  });
  expect(body.uptime_seconds).toBeGreaterThan(0);
});
