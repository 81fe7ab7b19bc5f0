import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/index.js';
import { TestDaemon, until } from '../fixtures/test-daemon.js';

const CONFIG = `
[server]
listen = "127.0.0.1:0"
socket = "api.sock"

[[processes]]
[processes.spec]
name = "web"
command = "sh -c 'while true; do echo web; sleep 0.1; done'"
instances = 2
priority = 10
stop_timeout = "2s"

[[processes]]
[processes.spec]
name = "db"
command = "sleep 1000"
priority = 5

[[groups]]
name = "stack"
members = ["web", "db"]
`;

let daemon: TestDaemon;

beforeAll(async () => {
  daemon = await TestDaemon.start(CONFIG);
  await daemon.daemon.booted;
});
afterAll(() => daemon.close());

async function running(name: string): Promise<number | null> {
  return (await daemon.get(`/api/status?name=${name}`)).body.pid as number | null;
}

describe('GET /status', () => {
  it('without selector says that the API answers', async () => {
    expect(await daemon.get('/api/status')).toMatchObject({ status: 200, body: { ok: true } });
  });

  it('by name is one object, by base or wildcard a sorted list', async () => {
    expect((await daemon.get('/api/status?name=db')).body).toMatchObject({
      name: 'db',
      running: true,
      state: 'running',
      detected_by: 'exec:pid',
    });
    expect((await daemon.get('/api/status?base=web')).body.map((status: { name: string }) => status.name)).toEqual(['web-1', 'web-2']);
    expect((await daemon.get('/api/status?name=web')).body).toHaveLength(2);
    expect((await daemon.get('/api/status?wildcard=*b*')).body).toHaveLength(3);
    expect((await daemon.get('/api/status?wildcard=nothing-*')).body).toEqual([]);
  });

  it('refuses two selectors and unknown names, and names near misses of parameters', async () => {
    expect(await daemon.get('/api/status?name=a&base=b')).toMatchObject({ status: 400, body: { code: 'PROVISR_SELECTOR_INVALID' } });
    const missing = await daemon.get('/api/status?name=nobody');
    expect(missing).toMatchObject({ status: 404, body: { code: 'PROVISR_PROCESS_NOT_FOUND', instance: '/api/status' } });
    expect(missing.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(missing.body.error).toBe(missing.body.detail);
    const wrong = await daemon.get('/api/status?nam=db');
    expect(wrong).toMatchObject({ status: 400, body: { code: 'PROVISR_REQUEST_INVALID' } });
    expect(wrong.body.errors[0]).toMatchObject({ pointer: '/nam', suggestion: 'did you mean "name"?' });
  });
});

describe('POST /start with a specification', () => {
  it('creates and starts as the README shows, once', async () => {
    const spec = { name: 'demo', command: '/bin/sh -c "while true; do echo demo; sleep 5; done"', instances: 2 };
    const first = await daemon.post('/api/start', { json: spec });
    expect(first).toMatchObject({ status: 200, body: { ok: true } });
    expect(first.body.processes.map((status: { running: boolean }) => status.running)).toEqual([true, true]);
    const pid = await running('demo-1');
    expect((await daemon.post('/api/start', { json: spec })).status).toBe(200);
    expect(await running('demo-1')).toBe(pid);
    expect(await daemon.post('/api/start', { json: { ...spec, command: 'sleep 1' } })).toMatchObject({
      status: 409,
      body: { code: 'PROVISR_PROCESS_CONFLICT' },
    });
    expect((await daemon.post('/api/stop?wildcard=demo-*&wait=1s')).body).toMatchObject({ ok: true });
    expect((await daemon.get('/api/status?base=demo')).body.map((status: { state: string }) => status.state)).toEqual([
      'stopped',
      'stopped',
    ]);
    expect((await daemon.post('/api/unregister?base=demo')).status).toBe(200);
    expect((await daemon.get('/api/status?base=demo')).body).toEqual([]);
  });

  it('tells why a start failed, with code, attempts and the last lines of stderr', async () => {
    const spec = { name: 'bad', command: 'sh -c "echo oh no >&2; exit 3"', start_duration: '5s', retry_count: 1, retry_interval: '10ms' };
    const answer = await daemon.post('/api/start', { json: spec });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'PROVISR_START_FAILED', exit_code: 3, exit_signal: null, attempts: 2, stderr_tail: ['oh no', 'oh no'] },
    });
    await daemon.post('/api/unregister?name=bad');
  });

  it('answers 202 at once when it need not wait', async () => {
    const answer = await daemon.post('/api/start?wait=0s', { json: { name: 'slow', command: 'sleep 1000', start_duration: '1h' } });
    expect(answer).toMatchObject({ status: 202, body: { ok: true, pending: true } });
    await daemon.post('/api/unregister?name=slow');
  });

  it.each([
    [{ name: 'x', comand: 'sleep 1' }, '/comand', 'did you mean "command"?'],
    [{ name: '../x', command: 'sleep 1' }, '/name', undefined],
    [{ name: 'x', command: 'sleep 1', work_dir: 'relative' }, '/work_dir', undefined],
    [{ name: 'x', command: 'sleep 1', log: { dir: '/var/../etc' } }, '/log/dir', undefined],
    [{ name: 'x', command: 'sleep 1', instances: 1001 }, '/instances', undefined, 'must not be greater than 1000'],
    [{ name: 'x', command: 'sleep 1', instances: 'many' }, '/instances', undefined, 'must be an integer number'],
    [{ name: 'x' }, '', undefined],
  ])('names what is wrong in %j', async (json, pointer, suggestion, message?: string) => {
    const answer = await daemon.post('/api/start', { json });
    expect(answer).toMatchObject({ status: 400, body: { code: 'PROVISR_SPEC_INVALID' } });
    expect(answer.body.errors[0].pointer).toBe(pointer);
    if (suggestion !== undefined) expect(answer.body.errors[0].suggestion).toBe(suggestion);
    if (message !== undefined) expect(answer.body.errors[0].message).toBe(message);
    expect((await daemon.get('/api/status?wildcard=x')).body).toEqual([]);
  });

  it('wants a specification or a selector', async () => {
    expect(await daemon.post('/api/start')).toMatchObject({ status: 400, body: { code: 'PROVISR_SELECTOR_INVALID' } });
    expect(await daemon.post('/api/start?name=db', { json: { name: 'x', command: 'true' } })).toMatchObject({ status: 400 });
    expect((await daemon.post('/api/start?name=db', { headers: { 'content-type': 'application/json' } })).status).toBe(200);
  });
});

describe('stop, start and restart by selector', () => {
  it('take effect before they answer', async () => {
    expect(await daemon.post('/api/stop?name=db')).toMatchObject({
      status: 200,
      body: { ok: true, processes: [{ state: 'stopped', pid: null }] },
    });
    expect(await daemon.post('/api/start?name=db')).toMatchObject({ status: 200, body: { processes: [{ state: 'running' }] } });
    const before = await running('db');
    expect(await daemon.post('/api/restart?name=db')).toMatchObject({ status: 200, body: { processes: [{ state: 'running' }] } });
    expect(await running('db')).not.toBe(before);
  });

  it('find nothing wrong with an empty match but with an unknown name', async () => {
    expect(await daemon.post('/api/stop?wildcard=nothing-*')).toMatchObject({ status: 200, body: { ok: true } });
    expect((await daemon.post('/api/stop?name=nobody')).status).toBe(404);
    expect(await daemon.post('/api/stop?name=db&wait=soon')).toMatchObject({ status: 400, body: { errors: [{ pointer: '/wait' }] } });
  });
});

describe('processes as resources', () => {
  it('list, one, its spec and its logs', async () => {
    expect((await daemon.get('/api/processes')).body.map((status: { name: string }) => status.name)).toEqual(['db', 'web-1', 'web-2']);
    expect((await daemon.get('/api/processes/db')).body.name).toBe('db');
    expect((await daemon.get('/api/processes/nobody')).status).toBe(404);
    expect((await daemon.get('/api/processes/web-1/spec')).body).toMatchObject({ name: 'web', instances: 2, stop_timeout: '2s' });
    await until(async () => (await daemon.get('/api/processes/web-1/logs?tail=1')).body.lines.length === 1);
    expect((await daemon.get('/api/processes/web-1/logs?tail=1&stream=stdout')).body).toEqual({
      name: 'web-1',
      stream: 'stdout',
      lines: [{ stream: 'stdout', line: 'web' }],
    });
    expect(await daemon.get('/api/processes/web-1/logs?since=yesterday')).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/since' }] },
    });
    expect((await daemon.get('/api/processes/web-1/definition')).body).toMatchObject({
      name: 'web',
      origin: 'config',
      source: join(daemon.directory, 'config.toml'),
      changeable: false,
      spec: { instances: 2 },
      secrets: [],
    });
    expect((await daemon.get('/api/debug/processes')).body).toMatchObject({ phase: 'ready', programs: [{ name: 'web' }, { name: 'db' }] });
    expect((await daemon.get('/api/plugins')).body).toEqual([]);
  });
});

describe('groups', () => {
  it('list, status, stop and start', async () => {
    expect((await daemon.get('/api/groups')).body).toEqual([{ name: 'stack', members: ['web', 'db'] }]);
    expect((await daemon.post('/api/group/stop?group=stack')).status).toBe(200);
    const { body } = await daemon.get('/api/group/status?group=stack');
    expect(Object.keys(body)).toEqual(['web', 'db']);
    expect([...body.web, ...body.db].map((status: { state: string }) => status.state)).toEqual(['stopped', 'stopped', 'stopped']);
    expect((await daemon.post('/api/group/start?group=stack')).body.processes).toHaveLength(3);
    expect(await daemon.get('/api/group/status?group=stak')).toMatchObject({ status: 404, body: { hint: 'did you mean "stack"?' } });
  });
});

describe('registration', () => {
  it('writes a file that loads, starts it, and removes both', async () => {
    const json = {
      name: 'svc',
      command: 'sleep 1000',
      auto_restart: true,
      restart_interval: 2_000_000_000,
      log: { file: { dir: '/tmp', maxSizeMB: 5 } },
    };
    expect((await daemon.post('/api/register', { json })).body).toMatchObject({ ok: true, processes: [{ name: 'svc', running: true }] });
    const file = join(daemon.directory, 'programs', 'svc.toml');
    expect(await readFile(file, 'utf8')).toContain('restart_interval = "2s"');
    const { programs } = await loadConfig(join(daemon.directory, 'config.toml'));
    expect(programs.find(({ spec }) => spec.name === 'svc')).toMatchObject({
      origin: 'registered',
      source: file,
      spec: { autoRestart: 'always' },
    });
    expect((await daemon.post('/api/register', { json })).status).toBe(200);
    expect(await daemon.post('/api/register', { json: { ...json, command: 'sleep 2' } })).toMatchObject({ status: 409 });
    const foreseen = await daemon.post('/api/update?dry_run=true', { json: { ...json, command: 'sleep 1001' } });
    expect(foreseen).toMatchObject({ status: 200, body: { ok: true, updated: [], restarted: ['svc'] } });
    expect(await readFile(file, 'utf8')).toContain('sleep 1000');
    expect((await daemon.post('/api/update?dry_run=true', { json: { ...json, priority: 'high' } })).body.errors[0].pointer).toBe(
      '/priority',
    );
    const updated = await daemon.post('/api/update', { json: { ...json, priority: 3 } });
    expect(updated).toMatchObject({ status: 200, body: { ok: true, updated: ['svc'], restarted: [] } });
    expect(await readFile(file, 'utf8')).toContain('priority = 3');
    expect((await daemon.post('/api/reload')).body).toMatchObject({ ok: true, added: [], removed: [], restarted: [] });
    expect((await daemon.post('/api/unregister?name=svc')).body).toEqual({ ok: true, removed: ['svc'] });
    await expect(readFile(file)).rejects.toThrow('ENOENT');
    expect((await daemon.get('/api/status?name=svc')).status).toBe(404);
    expect((await daemon.post('/api/unregister?name=svc')).status).toBe(404);
  });

  it('leaves what the configuration defines alone, whichever way it is named', async () => {
    for (const selector of ['name=web', 'name=web-1', 'base=web', 'wildcard=w*']) {
      expect(await daemon.post(`/api/unregister?${selector}`)).toMatchObject({ status: 409, body: { code: 'PROVISR_PROCESS_PROTECTED' } });
    }
    const json = { name: 'web', command: 'sleep 1' };
    expect(await daemon.post('/api/update', { json })).toMatchObject({ status: 409, body: { code: 'PROVISR_PROCESS_PROTECTED' } });
    expect(await daemon.post('/api/register', { json })).toMatchObject({ status: 409, body: { code: 'PROVISR_PROCESS_PROTECTED' } });
    expect((await daemon.get('/api/status?base=web')).body).toHaveLength(2);
    expect(await daemon.post('/api/update', { json: { name: 'nobody', command: 'sleep 1' } })).toMatchObject({ status: 404 });
  });

  it('refuses names and files that belong to somebody else', async () => {
    expect(await daemon.post('/api/register', { json: { name: 'web-1', command: 'sleep 1' } })).toMatchObject({ status: 409 });
    const stolen = { name: 'thief', command: 'sleep 1', pid_file: join(daemon.directory, 'run', 'db.pid') };
    expect(await daemon.post('/api/start', { json: stolen })).toMatchObject({ status: 409, body: { code: 'PROVISR_PROCESS_CONFLICT' } });
  });

  it('does not overwrite a file that was left out for its mistakes', async () => {
    const file = join(daemon.directory, 'programs', 'broken.toml');
    await writeFile(file, 'type = "process"\n[spec]\nnam = "broken"\n');
    const reloaded = await daemon.post('/api/reload');
    expect(reloaded).toMatchObject({ status: 200 });
    expect(reloaded.body.warnings[0]).toContain('unknown key "nam"');
    expect(await daemon.post('/api/register', { json: { name: 'broken', command: 'sleep 1' } })).toMatchObject({ status: 409 });
    expect(await readFile(file, 'utf8')).toContain('nam =');
    await rm(file);
  });
});

describe('reload', () => {
  it('adds, removes and changes what the files say, and only that', async () => {
    const pid = await running('db');
    await writeFile(
      join(daemon.directory, 'config.toml'),
      CONFIG.replace('instances = 2', 'instances = 3').replace('members = ["web", "db"]', 'members = ["db"]'),
    );
    expect(await daemon.post('/api/reload')).toMatchObject({ status: 200, body: { ok: true, added: ['web-3'], unchanged: ['db'] } });
    expect(await running('db')).toBe(pid);
    expect((await daemon.get('/api/groups')).body).toEqual([{ name: 'stack', members: ['db'] }]);
    await writeFile(join(daemon.directory, 'config.toml'), CONFIG);
    expect(await daemon.post('/api/reload')).toMatchObject({ status: 200, body: { removed: ['web-3'] } });
  });

  it('changes nothing when the configuration is wrong, and says where', async () => {
    await writeFile(join(daemon.directory, 'config.toml'), `${CONFIG}\n[servr]\n`);
    const answer = await daemon.post('/api/reload');
    expect(answer).toMatchObject({ status: 422, body: { code: 'PROVISR_CONFIG_INVALID' } });
    expect(answer.body.errors[0]).toMatchObject({
      message: expect.stringContaining('servr') as string,
      line: expect.any(Number) as number,
    });
    expect((await daemon.get('/api/processes')).body).toHaveLength(3);
    expect((await daemon.get('/health/ready')).status).toBe(503);
    await writeFile(join(daemon.directory, 'config.toml'), CONFIG);
    await daemon.post('/api/reload');
  });
});

describe('what is not taken', () => {
  it('bodies that are not JSON, too large or broken', async () => {
    const spec = '{"name":"x","command":"sleep 1"}';
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/xml']) {
      const answer = await daemon.post('/api/start', { raw: spec, headers: { 'content-type': type } });
      expect(answer).toMatchObject({ status: 415, body: { code: 'PROVISR_MEDIA_TYPE_UNSUPPORTED' } });
    }
    expect(await daemon.post('/api/start', { raw: spec })).toMatchObject({ status: 415 });
    const large = await daemon.post('/api/start', { json: { name: 'x', command: 'x'.repeat(1024 * 1024) } });
    expect(large).toMatchObject({ status: 413, body: { code: 'PROVISR_BODY_TOO_LARGE' } });
    const broken = await daemon.post('/api/start', { raw: '{"name":', headers: { 'content-type': 'application/json' } });
    expect(broken).toMatchObject({ status: 400, body: { code: 'PROVISR_REQUEST_INVALID' } });
    expect((await daemon.get('/api/status?wildcard=x')).body).toEqual([]);
  });

  it('hosts and origins that are not ours', async () => {
    for (const host of ['evil.example', 'evil.example:80', '10.1.2.3']) {
      expect(await daemon.get('/api/status', { headers: { host } })).toMatchObject({
        status: 403,
        body: { code: 'PROVISR_ORIGIN_FORBIDDEN' },
      });
    }
    const { port } = daemon.url;
    for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`, '127.0.0.1']) {
      expect((await daemon.get('/api/status', { headers: { host } })).status).toBe(200);
    }
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1']) {
      expect((await daemon.post('/api/stop?name=db', { headers: { origin } })).status).toBe(403);
    }
    expect((await daemon.post('/api/stop?name=db', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403);
    expect((await daemon.get('/api/status', { headers: { origin: `http://127.0.0.1:${port}` } })).status).toBe(200);
    expect(await running('db')).not.toBeNull();
  });

  it('unknown routes and methods', async () => {
    for (const path of ['/api/nothing', '/', '/api', '/status']) {
      expect(await daemon.get(path)).toMatchObject({
        status: 404,
        body: { code: 'PROVISR_ROUTE_NOT_FOUND', error: expect.any(String) as string },
      });
    }
    expect((await daemon.get('/api/start')).status).toBe(404);
  });
});

describe('the unix socket', () => {
  it('serves the same API', async () => {
    const socketPath = join(daemon.directory, 'api.sock');
    expect((await daemon.get('/api/processes', { to: { socketPath } })).body).toHaveLength(3);
    expect((await daemon.get('/api/processes', { to: { socketPath }, headers: { host: 'anything.example' } })).status).toBe(200);
  });
});
