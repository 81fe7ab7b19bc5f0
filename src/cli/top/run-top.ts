import type { Client } from '#client';
import { carryOut } from './deeds.js';
import { DaemonLink } from './daemon-link.js';
import type { Wish } from './keys.js';
import { LogTail } from './log-tail.js';
import { openTopScreen } from './top-screen.js';
import { TopStore } from './top-store.js';
import type { SortKey } from './sort-keys.js';

/** How the view begins. */
export interface RunTopOptions {
  readonly hasColour: boolean;
  readonly filter: string;
  readonly sort: SortKey;
}

/**
 * Runs until the user leaves. The screen is taken once the daemon has answered: one that cannot be reached is an error like any other.
 * @throws ProvisrError of the first question to the daemon
 */
export async function runTop(client: Client, { hasColour, filter, sort }: RunTopOptions): Promise<void> {
  const store = new TopStore({ address: client.address, filter, sort });
  const link = new DaemonLink(client, store);
  await link.open();
  const over = new AbortController();
  const onWish = (wish: Wish): void => {
    if (wish.kind === 'quit') screen.close();
    else void carryOut(client, store, wish, over.signal);
  };
  const screen = openTopScreen({ store, hasColour, onWish });
  try {
    new LogTail(client, store).keep(over.signal);
    await Promise.race([screen.closed, link.keep(over.signal)]);
  } finally {
    over.abort();
    screen.close();
    // An error is told when the terminal is as it was, or nobody would see it.
    await screen.closed;
  }
}
