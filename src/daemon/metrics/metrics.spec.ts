import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashToken, newToken } from '../auth/token-hash.js';
import { TestDaemon, until } from '../fixtures/test-daemon.js';

const CONFIG = `
[server]
listen = "127.0.0.1:0"
[metrics]
listen = "127.0.0.1:0"

[[processes]]
[processes.spec]
name = "web"
command = "sh -c 'echo hello; while :; do sleep 0.05; done'"
instances = 2

[[processes]]
[processes.spec]
name = "crash"
command = "sh -c 'exit 7'"
auto_restart = true
restart_interval = "50ms"
restart_backoff = 1

[[processes]]
type = "cronjob"
[processes.spec]
name = "job"
schedule = "@every 100ms"
command = "true"
`;

let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await TestDaemon.start(CONFIG);
  await daemon.daemon.booted;
});
afterAll(() => daemon.close());

/** Value of a series; `null` when there is none. */
async function value(series: string): Promise<number | null> {
  const { text } = await daemon.get('/metrics');
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
}

describe('the metrics', () => {
  it('every series of a process moves', async () => {
    await until(async () => ((await value('provisr_process_restarts_total{name="crash"}')) ?? 0) >= 2);
    await daemon.post('/api/stop?name=web-1');
    const { text, headers } = await daemon.get('/metrics');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    for (const series of [
      'provisr_process_starts_total{name="web-1"} 1',
      'provisr_process_stops_total{name="web-1"} 1',
      'provisr_process_start_duration_seconds_count{name="web-1"} 1',
      'provisr_process_running_instances{base="web"} 1',
      'provisr_process_state_transitions_total{name="web-1",from="stopping",to="stopped"} 1',
      'provisr_process_current_state{name="web-1",state="stopped"} 1',
      'provisr_process_exits_total{name="web-1",code="",signal="SIGTERM"} 1',
      'provisr_process_log_bytes_total{name="web-2",stream="stdout"} 6',
    ]) {
      expect(text).toContain(`\n${series}\n`);
    }
    expect(text).toMatch(/provisr_build_info\{version="\d[^"]*",node="v\d[^"]*"\} 1/);
    expect(text).toContain('process_cpu_user_seconds_total');
    expect(text).toMatch(/provisr_http_request_duration_seconds_count\{method="POST",route="\/api\/stop",status="200"\} 1/);
  });

  it('a process is in exactly one state', async () => {
    const { text } = await daemon.get('/metrics');
    for (const name of ['web-1', 'web-2', 'crash']) {
      const lines = text.split('\n').filter((line) => line.startsWith(`provisr_process_current_state{name="${name}"`));
      expect(lines).toHaveLength(6);
      expect(lines.filter((line) => line.endsWith(' 1'))).toHaveLength(1);
    }
  });

  it('what a process uses is read from the kernel, and gone when it is', async () => {
    expect(await value('provisr_process_resident_memory_bytes{name="web-2"}')).toBeGreaterThan(100_000);
    expect(await value('provisr_process_open_fds{name="web-2"}')).toBeGreaterThanOrEqual(3);
    expect(await value('provisr_process_threads{name="web-2"}')).toBeGreaterThanOrEqual(1);
    expect(await value('provisr_process_uptime_seconds{name="web-2"}')).toBeGreaterThan(0);
    expect(await value('provisr_process_cpu_seconds_total{name="web-2"}')).toBeGreaterThanOrEqual(0);
    expect(await value('provisr_process_threads{name="web-1"}')).toBeNull();
  });

  it('nothing is left of a process that is removed', async () => {
    await daemon.post('/api/start', { json: { name: 'short-lived', command: 'sleep 1000' } });
    expect((await daemon.get('/metrics')).text).toContain('"short-lived"');
    await daemon.post('/api/unregister?name=short-lived');
    expect((await daemon.get('/metrics')).text).not.toContain('"short-lived"');
  });

  it('count the runs of cronjobs', async () => {
    await until(async () => ((await value('provisr_cronjob_runs_total{name="job",result="succeeded"}')) ?? 0) >= 2);
    const now = Date.now() / 1000;
    expect(Math.abs(((await value('provisr_cronjob_last_run_timestamp_seconds{name="job"}')) ?? 0) - now)).toBeLessThan(5);
    expect(Math.abs(((await value('provisr_cronjob_next_run_timestamp_seconds{name="job"}')) ?? 0) - now)).toBeLessThan(5);
  });

  it('want the same token on their own address as beside the API', async () => {
    const token = newToken();
    const grant = `[[server.auth.tokens]]\nname = "p"\nhash = "${hashToken(token)}"\nrole = "viewer"\n`;
    const guarded = await TestDaemon.start(`[server]\nlisten = "127.0.0.1:0"\n${grant}[metrics]\nlisten = "127.0.0.1:0"\n`);
    try {
      const addresses = guarded.daemon.urls.map((url) => new URL(url)).map(({ hostname, port }) => ({ host: hostname, port }));
      expect(addresses).toHaveLength(2);
      for (const to of addresses) {
        expect((await guarded.get('/metrics', { to })).status).toBe(401);
        expect((await guarded.get('/metrics', { to, headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
      }
    } finally {
      await guarded.close();
    }
  });

  it('lie on an address of their own too', async () => {
    const { hostname, port } = new URL(daemon.daemon.urls[1] ?? '');
    const to = { host: hostname, port };
    expect((await daemon.get('/metrics', { to })).text).toContain('provisr_build_info');
    expect((await daemon.get('/api/status', { to })).status).toBe(404);
  });
});
