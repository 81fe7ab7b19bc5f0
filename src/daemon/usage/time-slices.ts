import { setImmediate as immediate } from 'node:timers/promises';

/** A start, an exit or a request waits no longer than this for a long piece of work to step aside, ms. */
const SLICE_MS = 4;

/** Lets long work step aside every few milliseconds, so that supervision does not wait for it. */
export class TimeSlices {
  #beganMs = performance.now();

  /** Whether it is time to step aside: asked between two items, it costs next to nothing. */
  get isOver(): boolean {
    return performance.now() - this.#beganMs >= SLICE_MS;
  }

  /** Resolves when everything else that was due has had its turn. */
  async next(): Promise<void> {
    await immediate();
    this.#beganMs = performance.now();
  }
}
