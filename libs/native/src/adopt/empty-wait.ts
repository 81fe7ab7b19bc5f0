import type { Clock, EndWatch } from '#core';
import type { ProcessEnds } from './process-ends.js';

/** What no pidfd tells, a member that leaves its group: how often a group that is waited for is looked at all the same, ms. */
const LOOK_AGAIN_MS = 250;
const LOOK_AGAIN_SLOWEST_MS = 2_000;

export interface EmptyWaitPorts {
  readonly members: () => readonly number[];
  readonly emptied: () => void;
  readonly clock: Clock;
  readonly ends: ProcessEnds;
}

/** Waits until nobody is left: for the end of all that were found, then looks for those they have made meanwhile. */
export class EmptyWait {
  readonly #ports: EmptyWaitPorts;
  readonly #watched = new Map<number, EndWatch>();
  #stopWaiting: EndWatch = () => undefined;
  #delayMs = LOOK_AGAIN_MS;

  constructor(ports: EmptyWaitPorts) {
    this.#ports = ports;
  }

  look(): void {
    this.#stopWaiting();
    const found = this.#ports.members();
    for (const [pid, end] of this.#watched) if (!found.includes(pid)) this.#forget(pid, end);
    const ended = found.filter((pid) => !this.#isThere(pid));
    if (found.length === 0) this.#stopWaiting = soon(this.#ports.emptied);
    else if (ended.length === found.length) this.#stopWaiting = soon(() => this.look());
    else this.#lookAgain();
  }

  close(): void {
    this.#stopWaiting();
    for (const [pid, end] of this.#watched) this.#forget(pid, end);
  }

  /** Watches it, unless it has ended since it was found. */
  #isThere(pid: number): boolean {
    if (this.#watched.has(pid)) return true;
    const watched = this.#ports.ends.watch(pid, () => {
      this.#watched.delete(pid);
      if (this.#watched.size === 0) this.look();
    });
    if (typeof watched === 'function') this.#watched.set(pid, watched);
    return watched !== 'ended';
  }

  #lookAgain(): void {
    const timer = this.#ports.clock.arm(this.#delayMs, () => this.look());
    this.#delayMs = Math.min(this.#delayMs * 2, LOOK_AGAIN_SLOWEST_MS);
    this.#stopWaiting = () => timer.disarm();
  }

  #forget(pid: number, end: EndWatch): void {
    this.#watched.delete(pid);
    end();
  }
}

/** Calls in the next turn of the event loop. */
export function soon(tell: () => void): EndWatch {
  const immediate = setImmediate(tell);
  return () => clearImmediate(immediate);
}
