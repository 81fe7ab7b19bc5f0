import { signal } from '@preact/signals';
import type { LogChunkDto } from '#contract';
import { follow } from '../api/follow.js';
import type { ServerEvent } from '../api/event-stream.js';
import { type LogLine, LogLines } from './log-lines.js';

export type LogChoice = 'both' | 'stdout' | 'stderr';

/** Lines asked for when the log is opened. */
const TAIL = 1000;

/** Follows a log, and tells what is new once for each frame that the browser draws: 5,000 lines a second are 60 changes. */
export class LogFollower {
  readonly lines = signal<readonly LogLine[]>([]);
  /** Why nothing comes; empty while something may. */
  readonly trouble = signal('');
  readonly isPaused = signal(false);
  /** Lines that have come since it was paused. */
  readonly waiting = signal(0);
  /** Whether lines of both streams are shown, and which came first is not known of what was there before. */
  readonly isUnordered = signal(false);
  readonly #kept = new LogLines();
  readonly #abort = new AbortController();
  #frame: number | null = null;
  #shownCount = 0;

  constructor(name: string, stream: LogChoice) {
    void follow({
      name: 'processLogs',
      params: { name },
      query: { follow: true, tail: TAIL, stream },
      signal: this.#abort.signal,
      onLink: (isOpen, reason) => (this.trouble.value = isOpen ? '' : reason),
      onEvents: (events) => this.#take(events),
    });
  }

  /** What is shown stays as it is; what comes is kept. */
  pause(isPaused: boolean): void {
    this.isPaused.value = isPaused;
    this.#draw();
  }

  close(): void {
    this.#abort.abort();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
  }

  #take(events: readonly ServerEvent[]): void {
    for (const { event, data } of events) if (event !== 'end') this.#append(JSON.parse(data) as Partial<LogChunkDto>);
    this.#frame ??= requestAnimationFrame(() => this.#draw());
  }

  #append(chunk: Partial<LogChunkDto>): void {
    if (chunk.lines !== undefined && chunk.stream !== undefined) this.#kept.append(chunk as LogChunkDto);
  }

  #draw(): void {
    this.#frame = null;
    if (this.isPaused.value) {
      this.waiting.value = this.#kept.count - this.#shownCount;
      return;
    }
    this.#shownCount = this.#kept.count;
    this.waiting.value = 0;
    this.isUnordered.value = this.#kept.isUnordered;
    this.lines.value = this.#kept.all();
  }
}
