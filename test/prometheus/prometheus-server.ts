import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { listeningSockets, type ScratchDirectory, waitFor } from '#testing';

const ROOT = join(import.meta.dirname, '../..');
const EXAMPLE = join(ROOT, 'config/prometheus/prometheus.yml');

/** One series of an instant query. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What the example leaves to whoever copies it. */
export interface ScrapeTarget {
  readonly address: string;
  readonly token: string;
  readonly caFile: string;
}

interface ScrapeConfig {
  readonly scrape_configs: readonly Readonly<Record<string, unknown>>[];
}

function binary(name: string): string {
  return join(process.env['PROVISR_PROMETHEUS_DIR'] ?? '/usr/bin', name);
}

/** Runs promtool in the root of the project. */
export function promtool(args: readonly string[], input = ''): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(binary('promtool'), args, { cwd: ROOT, input, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}`.trim() };
}

/** The example configuration, with this target and without the patience of a real one. */
function configFor({ address, token, caFile }: ScrapeTarget): string {
  const example = parse(readFileSync(EXAMPLE, 'utf8')) as ScrapeConfig;
  const scrapes = example.scrape_configs.map((scrape) => ({
    ...scrape,
    static_configs: [{ targets: [address] }],
    authorization: { credentials: token },
    scheme: 'https',
    tls_config: { ca_file: caFile },
  }));
  const global = { scrape_interval: '250ms', scrape_timeout: '250ms', evaluation_interval: '250ms' };
  return stringify({ ...example, global, rule_files: [join(ROOT, 'config/prometheus/alerts.yml')], scrape_configs: scrapes });
}

/** A Prometheus that scrapes one daemon. */
export class PrometheusServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly origin: string,
  ) {}

  /** @param env marks it, so that it ends with the bench of the test whatever happens */
  static async start(target: ScrapeTarget, scratch: ScratchDirectory, env: Readonly<Record<string, string>>): Promise<PrometheusServer> {
    const config = scratch.write('prometheus/prometheus.yml', configFor(target));
    const args = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(scratch.path, 'prometheus/data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--log.level=warn',
    ];
    const child = spawn(binary('prometheus'), args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    const port = await waitFor(
      () => {
        if (child.exitCode !== null) throw new Error(said);
        return listeningSockets(child.pid ?? 0)[0]?.port;
      },
      { what: 'the port of Prometheus' },
    );
    return new PrometheusServer(child, `http://127.0.0.1:${port}`);
  }

  /** An instant query. @throws Error with what Prometheus says of the query */
  async query(promql: string): Promise<readonly Sample[]> {
    const answer = await fetch(`${this.origin}/api/v1/query`, { method: 'POST', body: new URLSearchParams({ query: promql }) });
    const { status, error, data } = (await answer.json()) as {
      status: string;
      error?: string;
      data: { result: readonly { metric: Sample['metric']; value: readonly [number, string] }[] };
    };
    if (status !== 'success') throw new Error(`${promql}: ${error}`);
    return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  /** The one value of a query; `null` when there is none. */
  async value(promql: string): Promise<number | null> {
    return (await this.query(promql))[0]?.value ?? null;
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}
