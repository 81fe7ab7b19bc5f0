import type { Logger } from '@nestjs/common';
import { messageOf } from '#core';
import type { PluginCatalogue } from './plugin-catalogue.js';

/**
 * Keeps alive a daemon in which code of a plugin throws where nobody can catch it: in a timer, a listener, a promise that nobody awaits. What throws
 * there is in the middle of nothing of ours. All else crashes the daemon as ever.
 * @returns what takes the handler away
 */
export function containCrashes(catalogue: PluginCatalogue, logger: Logger): () => void {
  if (catalogue.loaded.length === 0) return () => undefined;
  const contain = (error: unknown): void => {
    const plugin = catalogue.culpritOf(error);
    if (plugin === null) throw error;
    catalogue.blame(plugin, `threw where nobody could catch it: ${messageOf(error)}`);
    logger.error({ msg: 'a plugin threw where nobody could catch it', plugin, err: error });
  };
  process.on('uncaughtException', contain);
  return () => void process.off('uncaughtException', contain);
}
