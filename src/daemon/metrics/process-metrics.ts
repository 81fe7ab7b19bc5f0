import { Counter, Histogram, type Registry } from 'prom-client';
import type { EventBus, ProcessEvent } from '#core';
import { ProcessSeries } from './process-series.js';

/** From programs that are up at once to those that warm up for minutes, seconds. */
const START_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** What happens to processes, counted as it happens: one listener of the core's events among others. */
export class ProcessMetrics {
  readonly #series = new ProcessSeries();
  readonly #starts: Counter;
  readonly #restarts: Counter;
  readonly #stops: Counter;
  readonly #startDuration: Histogram;
  readonly #transitions: Counter;
  readonly #exits: Counter;

  constructor(events: EventBus, registry: Registry) {
    const counter = (name: string, help: string, labelNames: string[]): Counter =>
      new Counter({ name, help, labelNames, registers: [registry] });
    this.#starts = counter('provisr_process_starts_total', 'Starts that took effect, restarts included.', ['name']);
    this.#restarts = counter('provisr_process_restarts_total', 'Automatic restarts that took effect.', ['name']);
    this.#stops = counter('provisr_process_stops_total', 'Stops that were asked for and took effect.', ['name']);
    this.#transitions = counter('provisr_process_state_transitions_total', 'Changes of state.', ['name', 'from', 'to']);
    this.#exits = counter('provisr_process_exits_total', 'Ended runs by exit code or signal; both empty when unknown.', [
      'name',
      'code',
      'signal',
    ]);
    this.#startDuration = new Histogram({
      name: 'provisr_process_start_duration_seconds',
      help: 'Time from the order to start until the process counted as started.',
      labelNames: ['name'],
      buckets: START_BUCKETS,
      registers: [registry],
    });
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
        this.#startDuration.observe(this.#series.of(name, this.#startDuration, { name }), event.tookMs / 1000);
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
        return;
      default:
    }
  }
}
