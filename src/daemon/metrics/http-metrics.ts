import type { Histogram } from 'prom-client';
import type { SeriesMaker } from './series-maker.js';
import { SERIES } from './series-table.js';

/** Requests to the API by route pattern: the paths themselves are without bound. */
export class HttpMetrics {
  readonly #duration: Histogram;

  constructor(make: SeriesMaker) {
    this.#duration = make.histogram(SERIES.requests);
  }

  /** @param route the pattern, `null` for what matched none */
  observe(method: string, route: string | null, status: number, seconds: number): void {
    this.#duration.observe({ method, route: route ?? 'unknown', status: String(status) }, seconds);
  }
}
