import { setTimeout as delay } from 'node:timers/promises';
import type { Client, EventOptions } from '#client';

/** Tells when processes change. */
export class Changes {
  readonly #client: Client;
  readonly #options: EventOptions;
  readonly #signal: AbortSignal;
  #isDue = false;
  #wake: () => void = () => undefined;

  /**
   * @param signal ends it
   * @param retryMs how long to leave a daemon alone that cannot be listened to
   */
  constructor(client: Client, options: EventOptions, signal: AbortSignal, retryMs: number) {
    this.#client = client;
    this.#options = options;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake());
    void this.#listen(retryMs);
  }

  /**
   * Resolves at the next change, or at once when there was one since it was last asked; when it is connected, and when it cannot be; after
   * `mostMs` unless `null`.
   */
  async next(mostMs: number | null): Promise<void> {
    if (!this.#isDue) await this.#pause(mostMs);
    this.#isDue = false;
  }

  async #listen(retryMs: number): Promise<void> {
    const onConnected = (): void => {
      this.#options.onConnected?.();
      this.#ring();
    };
    const options: EventOptions = { ...this.#options, signal: this.#signal, reconnectMs: 0, onConnected };
    while (!this.#signal.aborted) {
      try {
        for await (const _event of this.#client.events.follow(options)) this.#ring();
      } catch {
        // Whoever looks now meets the same failure, and shows it.
      }
      this.#ring();
      // Rejects when the signal is given, which the loop looks at.
      await delay(retryMs, undefined, { signal: this.#signal }).catch(() => undefined);
    }
  }

  #ring(): void {
    this.#isDue = true;
    this.#wake();
  }

  async #pause(mostMs: number | null): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (mostMs !== null) timer = setTimeout(resolve, mostMs);
      if (this.#signal.aborted) resolve();
    });
    clearTimeout(timer);
  }
}
