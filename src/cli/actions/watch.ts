import { setTimeout as delay } from 'node:timers/promises';
import type { Client, EventOptions } from '#client';
import { EXIT_USAGE, exitCodeOf } from '../exit-code.js';
import { reportError } from '../render/error-report.js';
import type { Io } from '../terminal/io.js';
import { openLiveScreen } from '../terminal/live-screen.js';
import { Changes } from './changes.js';

/** A start alone is four events: they are looked at together. */
const GATHER_MS = 50;
const DEFAULT_EVERY_MS = 2000;

/** What is watched. */
export interface Watched {
  /** Of which processes; `{}` = of all. */
  readonly events: Pick<EventOptions, 'selector'>;
  /** Writes what there is to see now. */
  readonly show: (frame: Io) => Promise<void>;
}

/**
 * Shows it at each change until the command is interrupted, and every so often for the times in it. On a terminal each frame takes the place
 * of the one before; elsewhere they follow one another. A daemon that is away for a while is shown as such and looked for again.
 *
 * @param everyMs 0 = on a terminal every two seconds, elsewhere only at changes
 */
export async function watch(client: Client, io: Io, everyMs: number, { events, show }: Watched): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([io.interruption(), over.signal]);
  const changes = new Changes(client, events, signal, everyMs || DEFAULT_EVERY_MS);
  const screen = openLiveScreen(io);
  try {
    // Looked at when listening has begun, so that nothing changes unnoticed in between.
    await changes.next(DEFAULT_EVERY_MS);
    while (!signal.aborted) {
      screen.draw(await frameOf(io, show));
      await changes.next(everyMs || (io.isTty ? DEFAULT_EVERY_MS : null));
      await delay(GATHER_MS);
    }
  } finally {
    over.abort();
    screen.close();
  }
}

async function frameOf(io: Io, show: Watched['show']): Promise<string> {
  let text = '';
  const frame: Io = { ...io, out: (part) => void (text += part), err: (part) => void (text += part) };
  await show(frame).catch((error: unknown) => {
    if (exitCodeOf(error) === EXIT_USAGE) throw error;
    reportError(frame, error);
  });
  return text;
}
