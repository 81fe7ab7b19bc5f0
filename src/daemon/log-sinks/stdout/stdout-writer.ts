import { type Clock, errnoOf, messageOf, pause, type Timer } from '#core';
import { Backlog } from '../delivery/backlog.js';
import { type Entry, Share } from '../delivery/share.js';
import type { Output } from './output.js';

/** Somebody who does not read at the moment is asked again after this. */
const PATIENCE_MS = 10;
/** Where writing fails it is tried again after this. */
const RETRY_MS = 1_000;
/** What waits at the end may take so long, ms. */
const LAST_WORDS_MS = 2_000;

type Waiting = Pick<Entry<Buffer>, 'share' | 'load' | 'bytes'>;

/** Shared by all streams that go to one output: what it does not take at once waits, within a limit. */
export class StdoutWriter {
  readonly #clock: Clock;
  readonly #output: Output;
  readonly #backlog: Backlog<Buffer>;
  readonly #shares = new Set<Share<Buffer>>();
  /** What is next, and how far it went out: nothing else may come before its rest. */
  #begun: { readonly entry: Waiting; readonly at: number } | null = null;
  #timer: Timer | null = null;
  #problem: string | null = null;

  constructor(output: Output, clock: Clock, bufferBytes: number) {
    this.#output = output;
    this.#clock = clock;
    this.#backlog = new Backlog(bufferBytes);
  }

  get problem(): string | null {
    return this.#problem;
  }

  get isFlowing(): boolean {
    return this.#problem === null && !this.#backlog.isCrowded;
  }

  /** What should go out as a whole should not be longer. */
  get wholeBytes(): number {
    return this.#output.wholeBytes;
  }

  join(): Share<Buffer> {
    const share = new Share<Buffer>();
    this.#shares.add(share);
    return share;
  }

  /**
   * @param load not used again by the caller
   * @param bytes of output in it
   */
  write(share: Share<Buffer>, load: Buffer, bytes: number): void {
    if (this.#timer !== null) this.#backlog.add(share, load, bytes);
    else if (!this.#put({ share, load, bytes }, 0)) this.#arm();
  }

  /**
   * The stream has ended. What waits of it still goes out; with the last stream all that waits may take two more seconds.
   * @returns whether it was the last
   */
  leave(share: Share<Buffer>): { readonly isLast: boolean; readonly done: Promise<void> } {
    this.#shares.delete(share);
    if (this.#shares.size > 0) return { isLast: false, done: Promise.resolve() };
    return { isLast: true, done: this.#close() };
  }

  async #close(): Promise<void> {
    const untilMs = this.#clock.monotonicMs() + LAST_WORDS_MS;
    this.#timer?.disarm();
    while (!this.#drain() && this.#problem === null && this.#clock.monotonicMs() < untilMs) await pause(this.#clock, PATIENCE_MS);
    const lost = this.#backlog.takeBatch(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    for (const { share, bytes } of this.#begun === null ? lost : [this.#begun.entry, ...lost]) share.lose(bytes);
    this.#output.close();
  }

  #arm(): void {
    this.#timer ??= this.#clock.arm(this.#problem === null ? PATIENCE_MS : RETRY_MS, () => {
      this.#timer = null;
      if (!this.#drain()) this.#arm();
    });
  }

  /** Returns whether nothing waits any more. */
  #drain(): boolean {
    if (this.#begun !== null && !this.#put(this.#begun.entry, this.#begun.at)) return false;
    for (let [entry] = this.#backlog.takeBatch(1, 0); entry !== undefined; [entry] = this.#backlog.takeBatch(1, 0)) {
      if (!this.#put(entry, 0)) return false;
    }
    return true;
  }

  /** Returns whether all of it went out; the rest is what was begun. */
  #put(entry: Waiting, from: number): boolean {
    const { load } = entry;
    const at = this.#output.append(load, from, load.length);
    const { failure } = this.#output;
    this.#problem =
      failure === null ? null : `cannot write to the standard output of the daemon: ${errnoOf(failure) ?? messageOf(failure)}`;
    this.#begun = at < load.length ? { entry, at } : null;
    return this.#begun === null;
  }
}
