import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '#client';
import type { TopStore } from './top-store.js';
import type { LogView } from './top-state.js';

/** Whoever runs through the list of processes opens no stream for each of them. */
const SETTLE_MS = 150;
const AGAIN_MS = 1000;
const FIRST_LINES = 100;

/** Follows the log of the selected process, whichever that is. */
export class LogTail {
  readonly #client: Client;
  readonly #store: TopStore;
  #followed = '';
  #leave = new AbortController();

  constructor(client: Client, store: TopStore) {
    this.#client = client;
    this.#store = store;
  }

  /** Goes on until the signal is given. */
  keep(over: AbortSignal): void {
    const leave = this.#store.subscribe(() => this.#turn(over));
    over.addEventListener('abort', leave);
    this.#turn(over);
  }

  #turn(over: AbortSignal): void {
    const { selected, logView } = this.#store.state;
    const wanted = `${logView} ${selected ?? ''}`;
    if (wanted === this.#followed) return;
    this.#followed = wanted;
    this.#leave.abort();
    this.#leave = new AbortController();
    this.#store.clearLog();
    if (selected !== null && logView !== 'off') void this.#follow(selected, logView, AbortSignal.any([over, this.#leave.signal]));
  }

  async #follow(name: string, stream: Exclude<LogView, 'off'>, signal: AbortSignal): Promise<void> {
    // Rejects when the signal is given, which the loop looks at.
    const pause = (ms: number): Promise<void> => delay(ms, undefined, { signal }).catch(() => undefined);
    await pause(SETTLE_MS);
    while (!signal.aborted) {
      try {
        let isFirst = true;
        for await (const line of this.#client.logs.follow(name, { stream, tail: FIRST_LINES, signal })) {
          // What was shown before a daemon stopped comes again from the next one.
          if (isFirst) this.#store.clearLog();
          isFirst = false;
          this.#store.appendLog(line);
        }
      } catch {
        // The header tells that the daemon is away; a process without a log has nothing to show.
      }
      await pause(AGAIN_MS);
    }
  }
}
