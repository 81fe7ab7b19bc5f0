import type { Clock, Timer } from '#core';

/** So many lines of one kind are written in so much time; of the others only how many there were. */
const MOST_LINES = 10;
const WINDOW_MS = 10_000;
/** Kinds are made of names and texts: whatever happens, no more of them are told apart. */
const MOST_KINDS = 10_000;

/** Lines that say the same of the same thing. */
export interface LineKind {
  readonly area: string;
  readonly level: number;
  /** Whom they are about: a process, a cronjob, an address; `null` = nobody in particular. */
  readonly subject: { readonly field: string; readonly name: string } | null;
  /** Their message; numbers in it make no difference. */
  readonly msg: string;
}

/** Lines that were not written. */
export interface Suppressed extends LineKind {
  readonly count: number;
  readonly overMs: number;
}

interface Window {
  readonly kind: LineKind;
  readonly timer: Timer;
  seen: number;
}

/**
 * Bounds what a storm writes: of each kind ten lines in ten seconds, counted from the first one. When they are over, one line tells how
 * many more there were.
 */
export class LineLimit {
  readonly #clock: Clock;
  readonly #tell: (suppressed: Suppressed) => void;
  readonly #windows = new Map<string, Window>();

  constructor(clock: Clock, tell: (suppressed: Suppressed) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Whether one more of these is written. */
  admits(kind: LineKind): boolean {
    const { area, level, subject, msg } = kind;
    const key = `${area} ${level} ${subject?.field}=${subject?.name} ${msg.replace(/\d+/g, '#')}`;
    const window = this.#windows.get(key) ?? this.#open(key, kind);
    window.seen += 1;
    return window.seen <= MOST_LINES;
  }

  /** Tells what has not been told yet. */
  flush(): void {
    for (const key of this.#windows.keys()) this.#close(key);
  }

  #open(key: string, kind: LineKind): Window {
    const [oldest] = this.#windows.keys();
    if (this.#windows.size >= MOST_KINDS && oldest !== undefined) this.#close(oldest);
    const window = { kind, timer: this.#clock.arm(WINDOW_MS, () => this.#close(key)), seen: 0 };
    this.#windows.set(key, window);
    return window;
  }

  #close(key: string): void {
    const window = this.#windows.get(key);
    if (window === undefined) return;
    window.timer.disarm();
    this.#windows.delete(key);
    const count = window.seen - MOST_LINES;
    if (count > 0) this.#tell({ ...window.kind, count, overMs: WINDOW_MS });
  }
}
