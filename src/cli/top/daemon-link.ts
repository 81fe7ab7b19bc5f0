import type { Client } from '#client';
import { messageOf } from '#core/errors';
import { Changes } from '../actions/changes.js';
import { daemonFacts } from './daemon-facts.js';
import type { TopStore } from './top-store.js';
import type { DaemonFacts } from './top-state.js';

const USAGE = { usage: true };
/** Processor and memory change without an event: they are read so often, and a daemon that is away is looked for. */
const USAGE_EVERY_MS = 1000;

/** Keeps the rows of the store as the daemon has them: at each event, and for what they use of the machine every second. */
export class DaemonLink {
  readonly #client: Client;
  readonly #store: TopStore;
  #daemon: DaemonFacts | null = null;
  #lostSinceMs: number | null = null;
  #isNewConnection = false;

  constructor(client: Client, store: TopStore) {
    this.#client = client;
    this.#store = store;
  }

  /** @throws ProvisrError when the daemon cannot be asked */
  async open(): Promise<void> {
    this.#daemon = await daemonFacts(this.#client);
    await this.#read();
  }

  /** Goes on until the signal is given. */
  async keep(signal: AbortSignal): Promise<void> {
    const changes = new Changes(this.#client, { onConnected: () => (this.#isNewConnection = true) }, signal, USAGE_EVERY_MS);
    while (!signal.aborted) {
      await changes.next(USAGE_EVERY_MS);
      if (!signal.aborted) await this.#look();
    }
  }

  async #look(): Promise<void> {
    try {
      if (this.#isNewConnection) await this.#meet();
      await this.#read();
      this.#lostSinceMs = null;
    } catch (error) {
      this.#lostSinceMs ??= Date.now();
      this.#store.showLink({ kind: 'lost', sinceMs: this.#lostSinceMs, reason: messageOf(error) });
    }
  }

  /** Behind a new connection may be another daemon. */
  async #meet(): Promise<void> {
    const before = this.#daemon;
    this.#daemon = await daemonFacts(this.#client);
    this.#isNewConnection = false;
    if (this.#daemon?.pid !== before?.pid) this.#store.notify(`another daemon answers now${pidOf(this.#daemon)}`, 'busy');
    else if (this.#lostSinceMs !== null) this.#store.notify('connected again', 'good');
  }

  async #read(): Promise<void> {
    this.#store.showRows(await this.#client.processes.list(USAGE), { kind: 'up', daemon: this.#daemon });
  }
}

function pidOf(daemon: DaemonFacts | null): string {
  return daemon === null ? '' : ` (pid ${daemon.pid})`;
}
