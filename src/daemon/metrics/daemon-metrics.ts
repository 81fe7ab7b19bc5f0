import { createRequire } from 'node:module';
import type { Gauge } from 'prom-client';
import type { DaemonState, Readiness } from '../health/index.js';
import type { PresentedCertificate } from '../tls/index.js';
import type { MetricsSource } from './metrics-source.js';
import type { SeriesMaker } from './series-maker.js';
import { SERIES } from './series-table.js';

/** What is asked for the daemon's own. */
export interface DaemonMetricsPorts {
  readonly state: Pick<DaemonState, 'config'>;
  readonly readiness: Pick<Readiness, 'isReady'>;
  /** `null` = plain HTTP. */
  readonly certificates: Pick<PresentedCertificate, 'expiresAt'> | null;
}

/** The daemon as a whole. */
export class DaemonMetrics implements MetricsSource {
  readonly name = 'daemon';
  readonly #ready: Gauge;
  readonly #applied: Gauge;
  readonly #appliedAt: Gauge;
  readonly #expiry: Gauge | null;

  constructor(
    private readonly ports: DaemonMetricsPorts,
    make: SeriesMaker,
  ) {
    // The package's own name resolves to itself, from the sources and from wherever it was built to.
    const { version } = createRequire(import.meta.url)('provisr/package.json') as { version: string };
    make.gauge(SERIES.build).set({ version, node: process.version }, 1);
    this.#ready = make.gauge(SERIES.ready);
    this.#applied = make.gauge(SERIES.configApplied);
    this.#appliedAt = make.gauge(SERIES.configAppliedAt);
    // Without a certificate there is no such series: 0 would be an expired one.
    this.#expiry = ports.certificates === null ? null : make.gauge(SERIES.certificateExpiry);
  }

  async tell(): Promise<void> {
    const { state, readiness, certificates } = this.ports;
    this.#ready.set((await readiness.isReady()) ? 1 : 0);
    this.#applied.set(state.config.isApplied ? 1 : 0);
    this.#appliedAt.set(state.config.appliedAt / 1000);
    if (certificates !== null) this.#expiry?.set(certificates.expiresAt / 1000);
  }
}
