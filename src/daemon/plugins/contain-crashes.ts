import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from '@nestjs/common';
import { messageOf } from '#core';
import type { PluginCatalogue } from './plugin-catalogue.js';

/** Copes with an error if a plugin of its daemon is to blame. @returns whether one is */
type Warden = (error: unknown) => boolean;

/** Every copy of this package has the same list: an error that one of them does not know may be known to another. */
const SHARED = Symbol.for('provisr.plugin-wardens.v1');

interface Wardens {
  readonly list: Set<Warden>;
  readonly handler: (error: unknown) => void;
}

/**
 * Keeps alive a daemon in which code of a plugin throws where nobody can catch it: in a timer, a listener, a promise that nobody awaits. What throws
 * there is in the middle of nothing of ours. All else crashes the process as ever, unless somebody else in it has a handler of
 * `uncaughtException` and with it the say.
 * @returns what takes the handler away
 */
export function containCrashes(catalogue: PluginCatalogue, logger: Logger): () => void {
  if (catalogue.loaded.length === 0) return () => undefined;
  // Bound: a crash has no context of its own, and an embedded daemon is told from another by it.
  const warden = AsyncLocalStorage.bind((error: unknown): boolean => {
    const plugin = catalogue.culpritOf(error);
    if (plugin === null || !catalogue.has(plugin)) return false;
    catalogue.blame(plugin, `threw where nobody could catch it: ${messageOf(error)}`);
    logger.error({ msg: 'a plugin threw where nobody could catch it', plugin, err: error });
    return true;
  });
  return appoint(warden);
}

function appoint(warden: Warden): () => void {
  const { list, handler } = wardens();
  if (list.size === 0) process.on('uncaughtException', handler);
  list.add(warden);
  return () => {
    list.delete(warden);
    if (list.size === 0) process.off('uncaughtException', handler);
  };
}

function wardens(): Wardens {
  const shared = globalThis as { [SHARED]?: Wardens };
  return (shared[SHARED] ??= makeWardens());
}

function makeWardens(): Wardens {
  const list = new Set<Warden>();
  const handler = (error: unknown): void => {
    // All are asked: two daemons may have the same plugin.
    const isContained = [...list].filter((warden) => warden(error)).length > 0;
    if (isContained || process.listeners('uncaughtException').some((other) => other !== handler)) return;
    throw error;
  };
  return { list, handler };
}
