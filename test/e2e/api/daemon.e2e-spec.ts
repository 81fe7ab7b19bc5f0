import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PluginStatusDto, ProblemDto } from '#contract';
import { ANY_PORT, listeningSockets, type ServedConfig, serveConfig, waitFor } from '#testing';
import { program } from '../program.js';

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig(`${ANY_PORT}
[[processes]]
[processes.spec]
name = "web"
command = "sleep 600"
env = ["A=1"]
`);
});

afterAll(() => served?.close());

describe('GET /health/live and /health/ready, at the root of the listener', () => {
  it('both answer 200 once the boot is through', async () => {
    await waitFor(async () => (await served.ask('/health/ready')).status === 200);
    const live = await served.ask('/health/live');
    expect(live.status).toBe(200);
    expect(live.headers['cache-control']).toBe('no-store');
    expect(live.json()).toMatchObject({ status: 'ok' });
    expect((await served.ask('/health/ready')).json()).toMatchObject({ status: 'ok', info: { daemon: { status: 'up', phase: 'ready' } } });
  });

  it('a failed reload makes it unready until one is good', async () => {
    const before = readFileSync(served.configFile, 'utf8');
    writeFileSync(served.configFile, '[sever]\n');
    try {
      expect((await served.post('/reload')).status).toBe(422);
      const ready = await served.ask('/health/ready');
      expect(ready.status).toBe(503);
      expect(ready.json()).toMatchObject({ error: { config: { status: 'down', problems: ['PROVISR_CONFIG_INVALID'] } } });
    } finally {
      writeFileSync(served.configFile, before);
    }
    expect((await served.post('/reload')).status).toBe(200);
    expect((await served.ask('/health/ready')).json()).toMatchObject({ status: 'ok' });
  });
});

describe('what the daemon says of itself', () => {
  it('GET /plugins is a list, empty without plugins', async () => {
    expect((await served.get('/plugins')).json<PluginStatusDto[]>()).toEqual([]);
  });

  it('GET /debug/processes shows each program with origin, source, instances and spec', async () => {
    const answer = await served.get('/debug/processes');
    expect(answer.status).toBe(200);
    expect(answer.json()).toMatchObject({
      pid: served.daemon.pid,
      phase: 'ready',
      programs: [
        { name: 'web', origin: 'config', source: served.configFile, instances: [{ name: 'web', running: true }], spec: { name: 'web' } },
      ],
    });
  });

  it('GET /cronjobs is an empty list without cronjobs, and an unknown one is 404', async () => {
    expect((await served.get('/cronjobs')).text).toBe('[]');
    const unknown = await served.get('/cronjobs/nobody');
    expect(unknown.status).toBe(404);
    expect(unknown.json<ProblemDto>().code).toBe('PROVISR_CRONJOB_NOT_FOUND');
  });
});

describe('base_path and metrics.listen', () => {
  let other: ServedConfig;

  beforeAll(async () => {
    other = await serveConfig(`[server]\nlisten = "127.0.0.1:0"\nbase_path = "/v1/provisr/"\n\n[metrics]\nlisten = "127.0.0.1:0"\n`);
  });

  afterAll(() => other?.close());

  it('the API lies under base_path, health and metrics at the root', async () => {
    expect((await other.ask('/v1/provisr/status')).text).toBe('{"ok":true}');
    expect((await other.ask('/api/status')).status).toBe(404);
    expect((await other.ask('/health/live')).status).toBe(200);
    expect((await other.ask('/metrics')).text).toContain('provisr_build_info');
    expect((await other.ask('/v1/provisr/metrics')).status).toBe(404);
  });

  it('the address of the metrics serves them and nothing else', async () => {
    const ports = listeningSockets(other.daemon.pid)
      .map(({ port }) => port)
      .filter((port) => port !== Number(new URL(other.origin).port));
    expect(ports).toHaveLength(1);
    const origin = `http://127.0.0.1:${ports[0]}`;
    expect((await fetch(`${origin}/metrics`)).status).toBe(200);
    expect((await fetch(`${origin}/v1/provisr/status`)).status).toBe(404);
    expect((await fetch(`${origin}/health/live`)).status).toBe(404);
  });
});

describe('while everything is being stopped', () => {
  it('mutations are 503, looking is allowed, ready is 503; the exit code is 0', async () => {
    const ending = await serveConfig(`${ANY_PORT}
[[processes]]
[processes.spec]
name = "deaf"
args = ["${program('ignores-sigterm.sh')}"]
stop_timeout = "1h"
`);
    try {
      await waitFor(async () => (await ending.get('/processes/deaf/logs')).text.includes('ready'));
      const stopped = ending.daemon.stop();
      await waitFor(async () => (await ending.ask('/health/ready')).status === 503, { what: 'the stop to begin' });
      for (const path of [
        '/start?name=deaf',
        '/stop?name=deaf',
        '/restart?name=deaf',
        '/reload',
        '/unregister?name=deaf',
        '/group/start?group=x',
      ]) {
        const answer = await ending.post(path);
        expect(answer.status, path).toBe(503);
        expect(answer.json<ProblemDto>()).toMatchObject({ code: 'PROVISR_SHUTTING_DOWN' });
      }
      expect((await ending.post('/start', { name: 'new', command: 'sleep 600' })).status).toBe(503);
      const status = await ending.get('/status?name=deaf');
      expect(status.status).toBe(200);
      expect(status.json()).toMatchObject({ state: 'stopping', running: true });
      expect((await ending.ask('/health/live')).status).toBe(200);
      process.kill(-status.json<{ pid: number }>().pid, 'SIGKILL');
      expect(await stopped).toBe(0);
      await expect(ending.get('/status')).rejects.toThrow('ECONNREFUSED');
    } finally {
      await ending.close();
    }
  });

  it('a client that keeps its connection open does not hold it up', async () => {
    const ending = await serveConfig(ANY_PORT);
    try {
      const socket = connect(Number(new URL(ending.origin).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\n');
      await new Promise((resolve) => socket.once('data', resolve));
      const closed = new Promise((resolve) => socket.once('close', resolve));
      expect(await ending.daemon.stop()).toBe(0);
      await closed;
    } finally {
      await ending.close();
    }
  });
});
