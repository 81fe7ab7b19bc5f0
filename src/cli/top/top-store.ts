import type { FollowedLine } from '#client';
import type { StatusDto } from '#contract';
import type { Tone } from '../render/colour.js';
import { press, selectVisible, type Wish } from './keys.js';
import type { Press } from './press.js';
import { initialState, type Link, type TopSettings, type TopState } from './top-state.js';

/** More than a screen has; so much is kept of the log of the selected process. */
const MOST_LOG_LINES = 500;
const NOTICE_MS = 5000;
/** A program that writes as fast as it can must not have a frame drawn for each of its lines. */
const GATHER_MS = 50;

/** The state of the screen, and who is told when it changes. What arrives from the daemon is told a little later, together; keys at once. */
export class TopStore {
  #state: TopState;
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;

  /** @param now milliseconds since the epoch */
  constructor(
    settings: Omit<TopSettings, 'nowMs'>,
    private readonly now: () => number = Date.now,
  ) {
    this.#state = initialState({ ...settings, nowMs: now() });
  }

  get state(): TopState {
    return this.#state;
  }

  /** @returns what ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @returns what the key asks for beyond what is seen */
  press(key: Press): Wish | null {
    const { state, wish } = press(this.#state, key);
    // Whoever goes on has read it.
    this.#state = { ...state, notice: null };
    this.#tell();
    return wish;
  }

  showRows(rows: readonly StatusDto[], link: Link): void {
    this.#change(selectVisible({ ...this.#state, rows, link }));
  }

  showLink(link: Link): void {
    this.#change({ ...this.#state, link });
  }

  notify(text: string, tone: Tone): void {
    this.#change({ ...this.#state, notice: { text, tone, untilMs: this.now() + NOTICE_MS } });
  }

  clearLog(): void {
    this.#change({ ...this.#state, log: [] });
  }

  appendLog({ stream, line, partial }: FollowedLine): void {
    const { log } = this.#state;
    const last = log.at(-1);
    // What a program has written so far of a line is shown, and goes on in its place.
    const goesOn = last?.partial === true && last.stream === stream;
    const added: FollowedLine = { stream, line: goesOn ? last.line + line : line, ...(partial === true ? { partial } : {}) };
    this.#change({ ...this.#state, log: [...(goesOn ? log.slice(0, -1) : log.slice(1 - MOST_LOG_LINES)), added] });
  }

  #change(state: TopState): void {
    this.#state = state;
    this.#timer ??= setTimeout(() => this.#tell(), GATHER_MS);
  }

  #tell(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#state = { ...this.#state, nowMs: this.now() };
    for (const listener of this.#listeners) listener();
  }
}
