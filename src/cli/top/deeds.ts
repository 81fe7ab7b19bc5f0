import type { Client } from '#client';
import { messageOf } from '#core/errors';
import type { TopStore } from './top-store.js';
import type { Deed } from './top-state.js';

const DONE: Readonly<Record<Deed, string>> = { start: 'started', stop: 'stopped', restart: 'restarted' };
const DOING: Readonly<Record<Deed, string>> = { start: 'starting', stop: 'stopping', restart: 'restarting' };

/** Of a process. */
export interface Order {
  readonly deed: Deed;
  readonly name: string;
}

/**
 * Does it, and says at the bottom how that went.
 * Never rejects: what cannot be done is told to whoever sits before the screen.
 *
 * @param signal ends the wait; what was asked for goes on
 */
export async function carryOut(client: Client, store: TopStore, { deed, name }: Order, signal: AbortSignal): Promise<void> {
  store.notify(`${DOING[deed]} ${name} …`, 'dim');
  try {
    await client.processes[deed]({ name }, { signal });
    store.notify(`${name} ${DONE[deed]}`, 'good');
  } catch (error) {
    store.notify(`error: ${messageOf(error)}`, 'bad');
  }
}
