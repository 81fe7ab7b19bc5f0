import { messageOf } from '../errors.js';
import type { LogSink } from './log-sink.js';
import type { RawIntake } from './raw-intake.js';
import { TeeIntake } from './tee-intake.js';

/** Hands every chunk to several sinks. Pauses while any of them does; one that throws loses its chunk, not the others'. */
export class TeeSink implements LogSink {
  readonly raw: RawIntake | undefined;
  readonly #sinks: readonly LogSink[];
  readonly #waiting = new Set<LogSink>();
  #ready: () => void = () => undefined;
  #thrownBytes = 0;
  #thrown: string | null = null;

  constructor(sinks: readonly LogSink[]) {
    this.#sinks = sinks;
    if (sinks.every((sink) => sink.raw !== undefined)) this.raw = new TeeIntake(sinks, (sink) => this.#waiting.add(sink));
    for (const sink of sinks) sink.onReady(() => this.#resumed(sink));
  }

  write(chunk: Buffer): boolean {
    for (const sink of this.#sinks) {
      try {
        if (!sink.write(chunk)) this.#waiting.add(sink);
      } catch (error) {
        this.#thrownBytes += chunk.length;
        this.#thrown = `a log sink failed: ${messageOf(error)}`;
      }
    }
    return this.#waiting.size === 0;
  }

  onReady(ready: () => void): void {
    this.#ready = ready;
  }

  get droppedBytes(): number {
    return this.#sinks.reduce((sum, sink) => sum + sink.droppedBytes, this.#thrownBytes);
  }

  get problem(): string | null {
    return this.#sinks.find((sink) => sink.problem !== null)?.problem ?? this.#thrown;
  }

  get midLine(): boolean {
    return this.#sinks.some((sink) => sink.midLine === true);
  }

  async close(): Promise<void> {
    // Sinks promise not to reject; one that does must not keep the others open.
    await Promise.allSettled(this.#sinks.map((sink) => sink.close()));
  }

  #resumed(sink: LogSink): void {
    if (this.#waiting.delete(sink) && this.#waiting.size === 0) this.#ready();
  }
}
