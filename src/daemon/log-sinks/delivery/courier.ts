import { type Clock, messageOf } from '#core';
import { Backlog } from './backlog.js';
import { type Entry, Share } from './share.js';

/** The way to one receiver. */
export interface Carrier<T> {
  /**
   * Delivers in order. What rejects is tried again, unless the error says by its name that it is a `DeliveryRefused`.
   * @param signal aborted when there is no time left
   */
  deliver(loads: readonly T[], signal: AbortSignal): Promise<void>;
  close(): void;
}

/** How a receiver is served. */
export interface CourierRules {
  readonly clock: Clock;
  /** 0 up to 1, for waits that differ: a receiver that comes back must not be asked by all at once. */
  readonly random: () => number;
  /** What the receiver is called in messages. */
  readonly label: string;
  readonly bufferBytes: number;
  /** At most so much at once. */
  readonly batchEntries: number;
  readonly batchBytes: number;
  /** How long entries wait for others to go with them, ms. */
  readonly lingerMs: number;
  /** Told how many bytes did not arrive before the end. */
  readonly lostAtEnd: (bytes: number) => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** What waits at the end may take so long to arrive, ms. */
const LAST_DELIVERIES_MS = 2_000;

/** Delivers to one receiver what several streams have for it. Nobody waits for it: what it cannot hold is dropped and counted. */
export class Courier<T> {
  readonly #carrier: Carrier<T>;
  readonly #rules: CourierRules;
  readonly #backlog: Backlog<T>;
  readonly #shares = new Set<Share<T>>();
  readonly #abort = new AbortController();
  #work: Promise<void> | null = null;
  /** Ends the wait that there is. */
  #wake: () => void = () => undefined;
  #isLingering = false;
  #lostAtEnd = 0;
  #isClosing = false;
  #problem: string | null = null;

  constructor(carrier: Carrier<T>, rules: CourierRules) {
    this.#carrier = carrier;
    this.#rules = rules;
    this.#backlog = new Backlog(rules.bufferBytes);
  }

  /** Why nothing gets through at present; `null` when all is well. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Whether the receiver keeps up. */
  get isFlowing(): boolean {
    return this.#problem === null && !this.#backlog.isCrowded;
  }

  join(): Share<T> {
    const share = new Share<T>();
    this.#shares.add(share);
    return share;
  }

  /** @param bytes of output in it */
  add(share: Share<T>, load: T, bytes: number): void {
    this.#backlog.add(share, load, bytes);
    if (this.#isLingering && this.#backlog.count >= this.#rules.batchEntries) this.#wake();
    // Not in the middle of a chunk that has more lines.
    this.#work ??= Promise.resolve()
      .then(() => this.#drain())
      .finally(() => (this.#work = null));
  }

  /**
   * The stream has ended. What waits of it is still delivered; with the last stream all that waits is tried once more, for at most two
   * seconds, and the way is closed.
   * @returns whether it was the last
   */
  leave(share: Share<T>): { readonly isLast: boolean; readonly done: Promise<void> } {
    this.#shares.delete(share);
    if (this.#shares.size > 0 || this.#isClosing) return { isLast: false, done: Promise.resolve() };
    return { isLast: true, done: this.#close() };
  }

  async #close(): Promise<void> {
    this.#isClosing = true;
    const timer = this.#rules.clock.arm(LAST_DELIVERIES_MS, () => this.#abort.abort(new Error('no time left')));
    this.#wake();
    await this.#work;
    timer.disarm();
    this.#carrier.close();
    if (this.#lostAtEnd > 0) this.#rules.lostAtEnd(this.#lostAtEnd);
  }

  async #drain(): Promise<void> {
    const { batchEntries, batchBytes, lingerMs } = this.#rules;
    while (this.#backlog.count > 0) {
      this.#isLingering = true;
      if (lingerMs > 0 && this.#backlog.count < batchEntries) await this.#rest(lingerMs);
      this.#isLingering = false;
      await this.#carry(this.#backlog.takeBatch(batchEntries, batchBytes));
    }
  }

  async #carry(batch: readonly Entry<T>[]): Promise<void> {
    const loads = batch.map(({ load }) => load);
    for (let attempt = 0; !this.#abort.signal.aborted; attempt += 1) {
      const isLastTry = this.#isClosing;
      try {
        await this.#unlessAborted(this.#carrier.deliver(loads, this.#abort.signal));
        this.#problem = null;
        return;
      } catch (error) {
        this.#problem = `${this.#rules.label}: ${reasonOf(error)}`;
        if (isRefusal(error)) break;
        if (isLastTry) this.#abort.abort(error);
      }
      await this.#rest(this.#waitMs(attempt));
    }
    for (const { share, bytes } of batch) {
      share.lose(bytes);
      if (this.#isClosing) this.#lostAtEnd += bytes;
    }
  }

  /** Of a carrier that takes no notice of the signal nobody waits for the end. */
  #unlessAborted(work: Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(signal.reason as Error);
      signal.addEventListener('abort', stop);
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    });
  }

  /** At the end nobody waits. */
  #rest(ms: number): Promise<void> {
    if (this.#isClosing) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#rules.clock.arm(ms, resolve);
      this.#wake = () => {
        timer.disarm();
        resolve();
      };
    });
  }

  #waitMs(attempt: number): number {
    return Math.min(FIRST_WAIT_MS * 2 ** Math.min(attempt, 16), LONGEST_WAIT_MS) * (0.5 + this.#rules.random() / 2);
  }
}

/** By name: there may be another copy of the class. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'DeliveryRefused';
}

/** That a name has several addresses and none of them answers is an error without a message of its own. */
function reasonOf(error: unknown): string {
  return error instanceof AggregateError && error.message === '' ? error.errors.map(messageOf).join(', ') : messageOf(error);
}
