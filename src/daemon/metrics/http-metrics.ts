import { Histogram, type Registry } from 'prom-client';

/** Requests to the API by route pattern: the paths themselves are without bound. */
export class HttpMetrics {
  readonly #duration: Histogram;

  constructor(registry: Registry) {
    this.#duration = new Histogram({
      name: 'provisr_http_request_duration_seconds',
      help: 'Time from a request to the end of its answer; `_count` counts the requests.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60],
      registers: [registry],
    });
  }

  /** @param route the pattern, `null` for what matched none */
  observe(method: string, route: string | null, status: number, seconds: number): void {
    this.#duration.observe({ method, route: route ?? 'unknown', status: String(status) }, seconds);
  }
}
