import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DaemonBench, type DaemonProcess, type HttpAnswer, httpRequest, type SpecInput, startDaemon, waitFor } from '#testing';
import { PrometheusServer } from './prometheus-server.js';

const always = { auto_restart: true, restart_interval: '100ms', restart_backoff: 1 };

/** Something of everything that is measured. */
const PROCESSES: readonly SpecInput[] = [
  { name: 'web', args: ['sleep', '3600'], instances: 2, required: true },
  { name: 'busy', command: "sh -c 'while :; do echo line; echo problem >&2; done'", nice: 19 },
  { name: 'loops', command: "sh -c 'exit 3'", ...always },
  { name: 'over', command: "sh -c 'exit 4'", ...always, max_restarts: 1 },
  { name: 'full', command: "sh -c 'while :; do echo lost; sleep 0.1; done'", log: { stdout: 'full.log' } },
];

const cronjob = (name: string, command: string, more: object = {}): object => ({
  type: 'cronjob',
  spec: { name, schedule: '@every 1s', command, ...more },
});

const CRONJOBS = [
  cronjob('good', 'true'),
  cronjob('bad', 'false'),
  cronjob('long', 'sleep 3600'),
  cronjob('paused', 'true', { suspend: true }),
];

/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:1/';

/** One that gets everything, one that is given up on, and one whose queue is too short for what it does not take. */
const webhooks = (receiver: string): readonly object[] => [
  { name: 'receiver', url: receiver },
  { name: 'gone', url: NOWHERE, retries: 0 },
  { name: 'slow', url: NOWHERE, retries: 100, queue: 1 },
];

/** A daemon behind TLS and a token, and a Prometheus that scrapes it. */
export class ScrapedDaemon {
  private constructor(
    readonly bench: DaemonBench,
    readonly daemon: DaemonProcess,
    readonly prometheus: PrometheusServer,
    private readonly access: { readonly token: string; readonly caFile: string },
    private readonly receiver: Server,
  ) {}

  static async start(): Promise<ScrapedDaemon> {
    const bench = new DaemonBench('prometheus');
    const receiver = createServer((request, response) => request.resume().on('end', () => response.end())).listen(0, '127.0.0.1');
    try {
      await once(receiver, 'listening');
      const token = randomBytes(32).toString('base64url');
      const tls = join(bench.directory.path, 'tls');
      symlinkSync('/dev/full', join(bench.directory.path, 'full.log'));
      bench.directory.write(
        'config.json',
        configuration(bench, { token, tls, receiver: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/` }),
      );
      const daemon = await startDaemon({ configFile: bench.configFile, env: bench.env });
      const caFile = join(tls, 'tls_ca.crt');
      const target = { address: new URL(daemon.url).host, token, caFile };
      const prometheus = await PrometheusServer.start(target, bench.directory, bench.env);
      const scraped = new ScrapedDaemon(bench, daemon, prometheus, { token, caFile }, receiver);
      await waitFor(async () => (await scraped.ask('/health/ready')).status === 200, { what: 'the boot' });
      return scraped;
    } catch (error) {
      receiver.close();
      await bench.close();
      throw error;
    }
  }

  /** Any request, as an admin; its path counted from the root. */
  ask(path: string, method = 'GET'): Promise<HttpAnswer> {
    const headers = { authorization: `Bearer ${this.access.token}` };
    return httpRequest(new URL(this.daemon.url).origin + path, { method, headers, tls: { ca: readFileSync(this.access.caFile) } });
  }

  /** Waits until Prometheus has something to say, and returns it. */
  answer(promql: string): ReturnType<PrometheusServer['query']> {
    return waitFor(
      async () => {
        const samples = await this.prometheus.query(promql);
        return samples.some(({ value }) => !Number.isNaN(value)) ? samples : null;
      },
      { what: `an answer to ${promql}` },
    );
  }

  async close(): Promise<void> {
    await this.prometheus.close();
    await this.daemon.stop();
    this.receiver.close();
    this.receiver.closeAllConnections();
    await this.bench.close();
  }
}

function configuration(bench: DaemonBench, { token, tls, receiver }: { token: string; tls: string; receiver: string }): string {
  const hash = `sha256:${createHash('sha256').update(token).digest('hex')}`;
  return JSON.stringify({
    env: Object.entries(bench.env).map(([name, value]) => `${name}=${value}`),
    log: { dir: bench.logDir },
    server: {
      listen: '127.0.0.1:0',
      auth: { tokens: [{ name: 'prometheus', hash, role: 'admin' }] },
      tls: { enabled: true, dir: tls, auto_generate: true },
    },
    processes: [...PROCESSES.map((spec) => ({ type: 'process', spec })), ...CRONJOBS],
    events: { webhooks: webhooks(receiver) },
    groups: [{ name: 'stack', members: ['web', 'busy'] }],
  });
}
