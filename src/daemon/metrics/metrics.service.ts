import { Injectable, Logger } from '@nestjs/common';
import { type Counter, Registry } from 'prom-client';
import { type Clock, messageOf, ProvisrError } from '#core';
import type { MetricsProvider } from '#plugin';
import { InjectClock } from '../slots/index.js';
import { TimeSlices } from '../usage/index.js';
import { CustomRegistry, CustomSource } from './custom-metrics.js';
import { writeRegistry } from './exposition.js';
import { ExpositionWriter } from './exposition-writer.js';
import { HttpMetrics } from './http-metrics.js';
import type { MetricsSource } from './metrics-source.js';
import { SeriesMaker } from './series-maker.js';
import { SERIES } from './series-table.js';

/** Everything Prometheus is told, in a registry of our own: prom-client's global one belongs to the host application. */
@Injectable()
export class MetricsService {
  readonly registry = new Registry();
  readonly make = new SeriesMaker(this.registry);
  readonly http = new HttpMetrics(this.make);
  readonly #logger = new Logger('metrics');
  readonly #sources: MetricsSource[] = [];
  readonly #failures: Counter;
  readonly #failing = new Set<string>();
  #scrape: Promise<Buffer> | null = null;
  #expectedBytes: number | undefined;

  constructor(@InjectClock() private readonly clock: Clock) {
    this.#failures = this.make.counter(SERIES.failures);
  }

  /** Adds what is asked at each scrape. */
  addSource(source: MetricsSource): void {
    this.#sources.push(source);
    this.#failures.inc({ source: source.name }, 0);
  }

  /**
   * Adds the metrics of a plugin.
   * @throws ProvisrError PROVISR_CONFIG_INVALID when its name, or one of its metrics, is taken
   */
  add(name: string, provider: MetricsProvider): void {
    if (this.#sources.some((source) => source.name === name)) {
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `the metrics "${name}" are claimed twice`, {
        hint: 'remove one of the plugins that bring them',
      });
    }
    provider.register(new CustomRegistry(name, this.registry));
    this.addSource(new CustomSource(name, provider, this.clock));
  }

  /** The exposition text of this moment, in UTF-8. Who asks while another one is served gets the same. */
  scrape(): Promise<Buffer> {
    this.#scrape ??= this.#write().finally(() => (this.#scrape = null));
    return this.#scrape;
  }

  async #write(): Promise<Buffer> {
    const slices = new TimeSlices();
    const out = new ExpositionWriter(this.#expectedBytes);
    for (const source of this.#sources) await this.#ask(source, out, slices);
    await writeRegistry(this.registry, out, slices, (metric, error) => this.#failed(metric, error));
    this.#expectedBytes = Math.ceil(out.length * 1.1);
    return out.toBuffer();
  }

  async #ask(source: MetricsSource, out: ExpositionWriter, slices: TimeSlices): Promise<void> {
    const before = out.length;
    try {
      await source.tell(out, slices);
      this.#failing.delete(source.name);
    } catch (error) {
      out.cut(before);
      this.#failed(source.name, error);
    }
  }

  /** Counted each time, told once in a row: a scrape comes every few seconds. */
  #failed(source: string, error: unknown): void {
    this.#failures.inc({ source });
    if (this.#failing.has(source)) return;
    this.#failing.add(source);
    this.#logger.warn({ msg: 'a source of metrics failed', source, reason: messageOf(error) });
  }
}
