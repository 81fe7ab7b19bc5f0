import type { Counter } from 'prom-client';
import type { EventBus, ProcessEvent } from '#core';
import { ProcessSeries } from './process-series.js';
import type { SeriesMaker } from './series-maker.js';
import { SERIES } from './series-table.js';
import { StartDurations } from './start-durations.js';

/** What happens to processes, counted as it happens: one listener of the core's events among others. */
export class ProcessMetrics {
  readonly #series = new ProcessSeries();
  readonly #starts: Counter;
  readonly #restarts: Counter;
  readonly #stops: Counter;
  /** Told apart: prom-client would make an object for each line of it. */
  readonly startDurations = new StartDurations();
  readonly #transitions: Counter;
  readonly #exits: Counter;

  constructor(events: EventBus, make: SeriesMaker) {
    this.#starts = make.counter(SERIES.starts);
    this.#restarts = make.counter(SERIES.restarts);
    this.#stops = make.counter(SERIES.stops);
    this.#transitions = make.counter(SERIES.transitions);
    this.#exits = make.counter(SERIES.exits);
    events.subscribe((event) => this.#take(event));
  }

  #take(event: ProcessEvent): void {
    const name = event.process;
    switch (event.type) {
      case 'process.added':
        // A counter that exists from the beginning lets rate() see its first increase.
        for (const metric of [this.#starts, this.#restarts, this.#stops]) metric.inc(this.#series.of(name, metric, { name }), 0);
        return;
      case 'process.started':
        this.#starts.inc(this.#series.of(name, this.#starts, { name }));
        if (event.automatic) this.#restarts.inc(this.#series.of(name, this.#restarts, { name }));
        this.startDurations.observe(name, event.tookMs / 1000);
        return;
      case 'process.stopped':
        this.#stops.inc(this.#series.of(name, this.#stops, { name }));
        return;
      case 'process.state':
        this.#transitions.inc(this.#series.of(name, this.#transitions, { name, from: event.from, to: event.to }));
        return;
      case 'process.exited':
        this.#exits.inc(this.#series.of(name, this.#exits, { name, code: String(event.exit.code ?? ''), signal: event.exit.signal ?? '' }));
        return;
      case 'process.removed':
        this.#series.forget(name);
        this.startDurations.forget(name);
        return;
      default:
    }
  }
}
