import { type Clock, messageOf, pause, within } from '#core';
import type { OpenEventSink, OutgoingEvent } from '#plugin';
import type { EventSinkConfig } from '../config/index.js';

/** How long a sink may take to let go, ms. */
const LAST_WORD_MS = 1_000;

/** How deliveries are tried. */
export type DeliveryPolicy = Pick<EventSinkConfig, 'queue' | 'retries' | 'retryIntervalMs' | 'retryMaxIntervalMs'>;

/** What a queue needs. */
export interface SinkQueuePorts {
  readonly clock: Clock;
  /** 0 up to 1, for waits that differ: receivers that come back must not be asked by all at once. */
  readonly random: () => number;
  /** Told when deliveries begin to fail, or events to be dropped (`message`), and when one gets through again (`null`), with how many are lost. */
  readonly report: (message: string | null, lost: number) => void;
}

/** What has become of events. */
export interface DeliveryCounts {
  readonly delivered: number;
  /** Refused, or tried too often. */
  readonly failed: number;
  /** Never tried to the end: too many waited, or the daemon stopped. */
  readonly dropped: number;
  readonly waiting: number;
}

/** Events on their way to one receiver, in order. Nobody waits for it: what it cannot hold it drops, the oldest first, and counts. */
export class SinkQueue {
  readonly #sink: OpenEventSink;
  readonly #policy: DeliveryPolicy;
  readonly #ports: SinkQueuePorts;
  readonly #waiting: OutgoingEvent[] = [];
  readonly #abort = new AbortController();
  #work: Promise<void> | null = null;
  #isClosing = false;
  #hasTrouble = false;
  #delivered = 0;
  #failed = 0;
  #dropped = 0;
  #lostInTrouble = 0;

  constructor(sink: OpenEventSink, policy: DeliveryPolicy, ports: SinkQueuePorts) {
    this.#sink = sink;
    this.#policy = policy;
    this.#ports = ports;
  }

  get counts(): DeliveryCounts {
    return { delivered: this.#delivered, failed: this.#failed, dropped: this.#dropped, waiting: this.#waiting.length };
  }

  add(outgoing: OutgoingEvent): void {
    this.#waiting.push(outgoing);
    if (this.#waiting.length > this.#policy.queue) {
      this.#waiting.shift();
      this.#drop('more events wait than may: the oldest are dropped');
    }
    // Not in the middle of what has just happened.
    this.#work ??= Promise.resolve()
      .then(() => this.#drain())
      .finally(() => (this.#work = null));
  }

  /** Delivers what waits, each tried once, for at most so long; then lets go. @param withinMs real or fake, as the clock is */
  async close(withinMs: number): Promise<void> {
    this.#isClosing = true;
    const timer = this.#ports.clock.arm(withinMs, () => this.#abort.abort(new Error('the daemon stops')));
    await this.#work;
    timer.disarm();
    await this.#letGo();
  }

  /** Of a sink that takes no notice of the signal nobody waits for the end. */
  #unlessAborted<T>(work: Promise<T>): Promise<T> {
    const { signal } = this.#abort;
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(signal.reason as Error);
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop);
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
    });
  }

  async #letGo(): Promise<void> {
    try {
      await within(this.#ports.clock, LAST_WORD_MS, this.#sink.close?.());
    } catch (error) {
      this.#trouble(messageOf(error));
    }
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (this.#abort.signal.aborted) this.#drop('the daemon stops');
      else await this.#deliver(next);
    }
  }

  async #deliver(outgoing: OutgoingEvent): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await this.#unlessAborted(Promise.resolve(this.#sink.deliver(outgoing, this.#abort.signal)));
        return this.#arrived();
      } catch (error) {
        this.#trouble(messageOf(error));
        if (this.#isClosing || isRefusal(error) || attempt >= this.#policy.retries) return this.#giveUp(messageOf(error));
      }
      await this.#unlessAborted(pause(this.#ports.clock, this.#waitMs(attempt))).catch(() => undefined); // then it is tried for the last time
    }
  }

  #waitMs(attempt: number): number {
    const { retryIntervalMs, retryMaxIntervalMs } = this.#policy;
    return Math.min(retryIntervalMs * 2 ** attempt, retryMaxIntervalMs) * (0.5 + this.#ports.random() / 2);
  }

  #arrived(): void {
    this.#delivered += 1;
    if (!this.#hasTrouble) return;
    this.#hasTrouble = false;
    this.#ports.report(null, this.#lostInTrouble);
    this.#lostInTrouble = 0;
  }

  #giveUp(reason: string): void {
    this.#failed += 1;
    this.#lose(reason);
  }

  #drop(reason: string): void {
    this.#dropped += 1;
    this.#lose(reason);
  }

  #lose(reason: string): void {
    this.#lostInTrouble += 1;
    this.#trouble(reason);
  }

  #trouble(reason: string): void {
    if (this.#hasTrouble) return;
    this.#hasTrouble = true;
    this.#ports.report(reason, this.#lostInTrouble);
  }
}

/** By name: a plugin may have another copy of the class. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'DeliveryRefused';
}
