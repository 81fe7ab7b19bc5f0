import type { Share } from './share.js';

/** Serves one receiver for several streams. */
export interface SharedWay<T> {
  join(): Share<T>;
  /** @returns whether it was the last stream; then the way is closed, which takes until `done` */
  leave(share: Share<T>): { readonly isLast: boolean; readonly done: Promise<void> };
}

/** The place of one stream on the way to its receiver. */
export interface Place<Way extends SharedWay<T>, T> {
  readonly way: Way;
  readonly share: Share<T>;
  /** Gives the place up; resolves when nothing has to be waited for any more. */
  readonly leave: () => Promise<void>;
}

/** One way to each receiver, however many streams go there. */
export class Places<Way extends SharedWay<T>, T> {
  readonly #ways = new Map<string, Way>();

  /** @param key all that makes a way to this receiver different from others */
  join(key: string, make: () => Way): Place<Way, T> {
    const way = this.#ways.get(key) ?? make();
    this.#ways.set(key, way);
    const share = way.join();
    const leave = async (): Promise<void> => {
      const { isLast, done } = way.leave(share);
      // Whoever comes from now on gets a new one.
      if (isLast && this.#ways.get(key) === way) this.#ways.delete(key);
      await done;
    };
    return { way, share, leave };
  }
}
