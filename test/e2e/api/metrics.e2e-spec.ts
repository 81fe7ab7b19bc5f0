import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANY_PORT, type ServedConfig, serveConfig, waitFor } from '#testing';

let served: ServedConfig;

beforeAll(async () => {
  served = await serveConfig(`${ANY_PORT}
[[processes]]
[processes.spec]
name = "web"
command = "sleep 600"
instances = 2

[[processes]]
type = "cronjob"
[processes.spec]
name = "job"
schedule = "@every 1h"
command = "sh -c 'exit 0'"
`);
  await waitFor(async () => (await served.ask('/health/ready')).status === 200, { what: 'the boot' });
});

afterAll(() => served?.close());

type Labels = Readonly<Record<string, string>>;
interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** The Prometheus text format, as a scraper reads it. */
async function scrape(): Promise<readonly Sample[]> {
  const answer = await served.ask('/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  return answer.text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', number = ''] = /^([a-zA-Z_:]\w*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      expect(name, line).not.toBe('');
      return {
        name,
        labels: Object.fromEntries([...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text])),
        value: Number(number),
      };
    });
}

async function value(name: string, labels: Labels = {}): Promise<number | undefined> {
  const has = (sample: Sample): boolean => Object.entries(labels).every(([key, text]) => sample.labels[key] === text);
  return (await scrape()).find((sample) => sample.name === name && has(sample))?.value;
}

const start = (name: string, more: object): Promise<unknown> => served.post('/start', { name, command: 'sleep 600', ...more });

describe('GET /metrics', () => {
  it('process_starts_total counts starts that took effect', async () => {
    const before = (await value('provisr_process_starts_total', { name: 'web-1' })) ?? 0;
    await served.post('/restart?name=web-1');
    expect(await value('provisr_process_starts_total', { name: 'web-1' })).toBe(before + 1);
    await served.post('/start?name=web-1');
    expect(await value('provisr_process_starts_total', { name: 'web-1' }), 'one that runs already').toBe(before + 1);
  });

  it('process_stops_total counts stops that took effect, process_exits_total how', async () => {
    await start('stopped', {});
    expect(await value('provisr_process_stops_total', { name: 'stopped' })).toBe(0);
    await served.post('/stop?name=stopped');
    expect(await value('provisr_process_stops_total', { name: 'stopped' })).toBe(1);
    expect(await value('provisr_process_exits_total', { name: 'stopped', code: '', signal: 'SIGTERM' })).toBe(1);
  });

  it('process_restarts_total counts automatic restarts, state_transitions_total the way there', async () => {
    await start('loops', { command: "sh -c 'exit 3'", auto_restart: true, restart_interval: '1ms', restart_backoff: 1, max_restarts: 2 });
    await waitFor(async () => (await value('provisr_process_current_state', { name: 'loops', state: 'failed' })) === 1);
    expect(await value('provisr_process_restarts_total', { name: 'loops' })).toBe(2);
    expect(await value('provisr_process_starts_total', { name: 'loops' })).toBe(3);
    expect(await value('provisr_process_exits_total', { name: 'loops', code: '3', signal: '' })).toBe(3);
    const transitions = (await scrape()).filter(
      ({ name, labels }) => name === 'provisr_process_state_transitions_total' && labels['name'] === 'loops',
    );
    const count = (from: string, to: string): number | undefined =>
      transitions.find(({ labels }) => labels['from'] === from && labels['to'] === to)?.value;
    expect(count('stopped', 'starting')).toBe(1);
    expect(count('running', 'backoff')).toBe(2);
    expect(count('backoff', 'starting')).toBe(2);
    expect(count('running', 'failed')).toBe(1);
  });

  it('process_start_duration_seconds is a histogram of how long starts took', async () => {
    await start('slow', { start_duration: '120ms' });
    expect(await value('provisr_process_start_duration_seconds_count', { name: 'slow' })).toBe(1);
    expect(await value('provisr_process_start_duration_seconds_sum', { name: 'slow' })).toBeGreaterThanOrEqual(0.12);
    expect(await value('provisr_process_start_duration_seconds_bucket', { name: 'slow', le: '0.1' })).toBe(0);
    expect(await value('provisr_process_start_duration_seconds_bucket', { name: 'slow', le: '+Inf' })).toBe(1);
  });

  it('process_running_instances counts the live ones of a base name', async () => {
    await served.post('/start?base=web');
    expect(await value('provisr_process_running_instances', { base: 'web' })).toBe(2);
    await served.post('/stop?name=web-2');
    expect(await value('provisr_process_running_instances', { base: 'web' })).toBe(1);
    await served.post('/start?base=web');
    expect(await value('provisr_process_running_instances', { base: 'web' })).toBe(2);
  });

  it('process_current_state has exactly one 1 for each name, and says what /status says', async () => {
    await start('down', {});
    await served.post('/stop?name=down');
    const states = new Map(
      (await served.get('/processes')).json<{ name: string; state: string }[]>().map(({ name, state }) => [name, state]),
    );
    const samples = (await scrape()).filter(({ name }) => name === 'provisr_process_current_state');
    const names = new Set(samples.map(({ labels }) => labels['name'] ?? ''));
    expect([...names].toSorted()).toEqual([...states.keys()].toSorted());
    for (const name of names) {
      const own = samples.filter(({ labels }) => labels['name'] === name);
      expect(own.map(({ labels }) => labels['state'] ?? '').toSorted()).toEqual([
        'backoff',
        'failed',
        'running',
        'starting',
        'stopped',
        'stopping',
      ]);
      expect(own.filter((sample) => sample.value === 1).map(({ labels }) => labels['state'])).toEqual([states.get(name)]);
      expect(own.filter((sample) => sample.value === 0)).toHaveLength(5);
    }
  });

  it('cpu, memory, descriptors, threads and uptime come from the live process and go with it', async () => {
    const SERIES = ['cpu_seconds_total', 'resident_memory_bytes', 'open_fds', 'threads', 'uptime_seconds'];
    await start('busy', { command: "sh -c 'while :; do :; done'" });
    await waitFor(async () => ((await value('provisr_process_cpu_seconds_total', { name: 'busy' })) ?? 0) > 0, { what: 'CPU time' });
    for (const series of SERIES) expect(await value(`provisr_process_${series}`, { name: 'busy' }), series).toBeGreaterThan(0);
    await served.post('/stop?name=busy&wait=1s');
    for (const series of SERIES) expect(await value(`provisr_process_${series}`, { name: 'busy' }), series).toBeUndefined();
  });

  it('process_log_bytes_total counts the output of each stream', async () => {
    await start('talks', { command: "sh -c 'printf 12345; printf 123 >&2; exec sleep 600'" });
    await waitFor(async () => (await value('provisr_process_log_bytes_total', { name: 'talks', stream: 'stdout' })) === 5);
    await waitFor(async () => (await value('provisr_process_log_bytes_total', { name: 'talks', stream: 'stderr' })) === 3);
  });

  it('cronjob_runs_total, last_run and next_run', async () => {
    const next = (await value('provisr_cronjob_next_run_timestamp_seconds', { name: 'job' })) ?? 0;
    expect(Math.abs(next - (Date.now() / 1000 + 3600))).toBeLessThan(60);
    expect((await served.post('/cronjobs/job/trigger')).status).toBe(200);
    await waitFor(async () => (await value('provisr_cronjob_runs_total', { name: 'job', result: 'succeeded' })) === 1);
    expect(Math.abs(((await value('provisr_cronjob_last_run_timestamp_seconds', { name: 'job' })) ?? 0) - Date.now() / 1000)).toBeLessThan(
      60,
    );
  });

  it('build_info is 1, HTTP requests are measured by route, Node has its own', async () => {
    expect(await value('provisr_build_info')).toBe(1);
    await served.get('/status?name=web-1');
    await served.get('/nowhere');
    const route = { method: 'GET', route: '/api/status', status: '200' };
    const before = (await value('provisr_http_request_duration_seconds_count', route)) ?? 0;
    await served.get('/status?name=web-1');
    expect(await value('provisr_http_request_duration_seconds_count', route)).toBe(before + 1);
    expect(await value('provisr_http_request_duration_seconds_count', { route: 'unknown', status: '404' })).toBeGreaterThan(0);
    expect(await value('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(await value('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('series of a process that is gone for good are gone', async () => {
    await served.post('/register', { name: 'leaves', command: 'sleep 600' });
    expect(await value('provisr_process_starts_total', { name: 'leaves' })).toBe(1);
    await served.post('/unregister?name=leaves');
    expect((await scrape()).filter(({ labels }) => labels['name'] === 'leaves' || labels['base'] === 'leaves')).toEqual([]);
  });
});
