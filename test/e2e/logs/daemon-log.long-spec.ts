import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, runCli, waitFor } from '#testing';
import { newToken } from '../security/tokens.js';

const LONGEST_MS = 60_000;
const ADMIN = newToken('boss', 'admin');
/** None of these may ever be in the log. */
const SECRETS = {
  global: 'S3CRET-of-everybody',
  own: 'S3CRET-of-one',
  webhook: 'S3CRET-of-the-webhook',
  wrong: 'S3CRET-that-is-wrong',
  sent: 'S3CRET-sent-along',
};

type Line = Readonly<Record<string, unknown>>;

let bench: DaemonBench;
let daemon: DaemonProcess;

afterEach(async () => {
  await daemon?.kill();
  await bench?.close();
});

const logFile = (): string => join(bench.directory.path, 'daemon.log');
const text = (): string => readFileSync(logFile(), 'utf8');
const lines = (): Line[] =>
  text()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
const about = (process: string): Line[] => lines().filter((line) => line['process'] === process && line['context'] === 'process');
/** The only one that says so. */
function only(where: Line, among: readonly Line[] = lines()): Line {
  const found = among.filter((line) =>
    Object.entries(where).every(([key, value]) => (value instanceof RegExp ? value.test(String(line[key])) : line[key] === value)),
  );
  expect(found, `${JSON.stringify(where)} in\n${among.map((line) => JSON.stringify(line)).join('\n')}`).toHaveLength(1);
  return found[0] ?? {};
}

const ONCE = { restart_interval: '20ms', restart_backoff: 1 };
const scenario = (extra: Line = {}): Parameters<DaemonBench['configure']>[0] => ({
  server: {
    listen: '127.0.0.1:0',
    logfile: 'daemon.log',
    auth: { tokens: [ADMIN.entry] },
  },
  env: [...Object.entries(bench.env).map(([name, value]) => `${name}=${value}`), `API_KEY=${SECRETS.global}`],
  // Nobody listens there: that deliveries fail is told too.
  events: {
    webhooks: [
      { name: 'pager', url: `http://127.0.0.1:9/${SECRETS.webhook}`, secret: SECRETS.webhook, retries: 1, retry_interval: '10ms' },
    ],
  },
  processes: [
    { name: 'steady', command: 'sleep 600', env: [`PASSWORD=${SECRETS.own}`] },
    { name: 'gives-up', command: "sh -c 'exit 3'", auto_restart: true, max_restarts: 2, ...ONCE },
    { name: 'never-starts', command: "sh -c 'exit 4'", start_duration: '5s', retry_count: 1, retry_interval: '10ms' },
    { name: 'other', command: 'sleep 600' },
    ...((extra['processes'] ?? []) as []),
  ],
  ...(extra['daemon_log'] === undefined ? {} : { daemon_log: extra['daemon_log'] }),
});

/** With a cronjob, which the bench would take for a process. */
function configure(extra: Line = {}): void {
  bench.configure(scenario(extra));
  const document = JSON.parse(readFileSync(bench.configFile, 'utf8')) as { processes: object[] };
  document.processes.push({ type: 'cronjob', spec: { name: 'tick', schedule: '@every 1s', command: 'sleep 600' } });
  writeFileSync(bench.configFile, JSON.stringify(document));
}

describe('the log of the daemon', { timeout: LONGEST_MS }, () => {
  it('tells each decision in one line, with the process, its PID and the cause; and no secret', async () => {
    bench = new DaemonBench('daemon-log');
    configure();
    daemon = await bench.serve({ token: ADMIN.value });
    const { processes } = daemon.client;
    await waitFor(() => about('gives-up').some(({ level }) => level === 'error'));
    const [steady, other] = await Promise.all(['steady', 'other'].map(async (name) => (await processes.get(name)).pid));

    only({ msg: 'booted', context: 'daemon' });
    expect(only({ msg: 'started' }, about('steady'))).toMatchObject({ level: 'info', pid: steady, cause: 'boot', daemonPid: daemon.pid });
    const failing = about('gives-up');
    const told = (...texts: string[]): Line[] => failing.filter(({ msg }) => texts.includes(String(msg)));
    expect(told('ended: exit code 3')).toHaveLength(told('started', 'restarted').length);
    expect(told('waits before it is restarted')).toHaveLength(told('restarted').length);
    for (const line of failing) expect(line).toMatchObject({ cause: expect.any(String) as unknown });
    expect(only({ level: 'error' }, failing)).toMatchObject({ msg: expect.stringMatching(/^given up/) as unknown });
    expect(only({ msg: /^given up/ }, about('never-starts'))).toMatchObject({ level: 'error' });
    expect(only({ msg: /^tries again/ }, about('never-starts'))).toMatchObject({ cause: 'retry', attempt: 2 });
    for (const line of [...failing, ...about('never-starts')]) expect(line).toMatchObject({ pid: expect.any(Number) as unknown });

    await processes.restart({ name: 'other' });
    const again = (await processes.get('other')).pid;
    expect(only({ msg: 'started', pid: again }, about('other'))).toMatchObject({ cause: 'operator' });
    expect(only({ msg: /^ended/, pid: other }, about('other'))).toMatchObject({ cause: 'operator' });
    expect(only({ msg: 'done', what: 'restart' })).toMatchObject({ context: 'audit', who: 'boss', process: 'other' });

    process.kill(-(steady ?? 0), 'SIGKILL');
    await waitFor(() => about('steady').some(({ msg }) => msg === 'ended: killed by SIGKILL'));
    expect(only({ msg: 'ended: killed by SIGKILL' })).toMatchObject({ level: 'warn', pid: steady, cause: 'crash' });
    await processes.start({ name: 'steady' });
    const { pid } = await processes.get('steady');
    await processes.stop({ name: 'steady' });
    expect(only({ msg: 'stopped' }, about('steady'))).toMatchObject({ pid, cause: 'operator' });
    expect(only({ msg: 'done', what: 'stop' })).toMatchObject({ context: 'audit', who: 'boss', process: 'steady' });

    const bearer = { authorization: `Bearer ${SECRETS.wrong}`, cookie: `session=${SECRETS.sent}` };
    expect((await fetch(`${daemon.url}/processes?token=${SECRETS.sent}`, { headers: bearer })).status).toBe(401);
    expect(only({ msg: 'refused' })).toMatchObject({ level: 'warn', context: 'audit', address: '127.0.0.1' });
    await waitFor(() => lines().some(({ msg }) => msg === 'a run was skipped'));
    expect(only({ msg: 'a run was skipped' })).toMatchObject({ level: 'warn', context: 'cron', cronjob: 'tick' });

    configure({
      processes: [{ name: 'added', command: 'sleep 600', env: [`TOKEN=${SECRETS.own}`] }],
      daemon_log: { levels: { process: 'debug', http: 'debug' } },
    });
    await daemon.client.daemon.reload();
    expect(only({ msg: 'done', what: 'reload' })).toMatchObject({ who: 'boss' });
    expect(only({ msg: 'started' }, about('added'))).toMatchObject({ cause: 'reload' });
    await processes.launch({ name: 'made', command: 'sleep 600', env: [`SECRET=${SECRETS.sent}`] });
    expect(only({ msg: 'start asked for' }, about('made'))).toMatchObject({ level: 'debug', by: 'boss' });

    const before = daemon.pid;
    const adopted = (await processes.get('added')).pid;
    await daemon.kill();
    daemon = await bench.serve({ token: ADMIN.value });
    expect(only({ msg: 'adopted', daemonPid: daemon.pid }, about('added'))).toMatchObject({ pid: adopted, cause: 'adoption' });
    expect(daemon.pid).not.toBe(before);
    await daemon.stop();
    expect(only({ msg: 'stopped', context: 'daemon' })).toMatchObject({ daemonPid: daemon.pid });
    expect(only({ msg: 'stopped', daemonPid: daemon.pid }, about('added'))).toMatchObject({ cause: 'shutdown' });

    expect(text()).not.toMatch(/S3CRET/);
    expect(text()).not.toContain(ADMIN.value);
    expect(daemon.output()).not.toMatch(/S3CRET/);
  });

  it('stays small while a process crashes as fast as it can, and tells more or less when asked at run time', async () => {
    bench = new DaemonBench('log-storm');
    const storm = {
      name: 'storm',
      command: "sh -c 'exit 3'",
      auto_restart: true,
      restart_interval: '0s',
      restart_backoff: 1,
      restart_max_interval: '0s',
    };
    bench.configure({ server: { listen: '127.0.0.1:0', logfile: 'daemon.log' }, processes: [storm] });
    daemon = await bench.serve();
    const cli = (...args: string[]): ReturnType<typeof runCli> => runCli(['log-level', ...args, '--api-url', daemon.url]);
    await waitFor(async () => (await daemon.client.processes.get('storm')).restarts > 100, { timeoutMs: LONGEST_MS });
    expect(about('storm').filter(({ suppressed }) => suppressed === undefined).length).toBeLessThan(80);

    expect((await cli('process', 'silent')).stdout).toMatch(/^process +silent +at run time/m);
    const size = about('storm').length;
    const { restarts } = await daemon.client.processes.get('storm');
    await waitFor(async () => (await daemon.client.processes.get('storm')).restarts > restarts + 20);
    expect(about('storm')).toHaveLength(size);
    await daemon.client.daemon.reload();
    expect((await cli('process')).stdout).toMatch(/^process +info +-/m);
    expect((await cli('debug', '-o', 'json')).stdout).toContain('"changed":["all"]');
    expect((await cli('default')).stdout).toMatch(/^all +info +-/m);
    expect(await cli('proces')).toMatchObject({ code: 2, stderr: expect.stringContaining('"proces" is no area') as unknown });
    expect(await cli('process', 'loud')).toMatchObject({ code: 2, stderr: expect.stringContaining('"loud" is no level') as unknown });

    await daemon.stop();
    const counted = about('storm').filter(({ suppressed }) => Number(suppressed) > 0);
    expect(counted.length).toBeGreaterThan(0);
    for (const line of counted) expect(line['msg']).toMatch(/^suppressed \d+ more like: /);
    expect(counted.reduce((sum, line) => sum + Number(line['suppressed']), 0)).toBeGreaterThan(100);
  });
});
