import type { Logger } from '@nestjs/common';
import { type Actor, messageOf } from '#core';

/** What signals do. */
export interface SignalActions {
  readonly close: (by: Actor, signal: NodeJS.Signals) => Promise<void>;
  readonly reload: (by: Actor, signal: NodeJS.Signals) => Promise<void>;
  readonly upgrade: () => Promise<unknown>;
  readonly logger: Logger;
}

/**
 * SIGTERM and SIGINT stop, SIGHUP reloads, SIGUSR2 upgrades in place, SIGPIPE is nothing.
 * @returns what takes the handlers away
 */
export function handleSignals({ close, reload, upgrade, logger }: SignalActions): () => void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) return logger.warn(`${signal} again: still stopping, processes get their stop_timeout`);
    isStopping = true;
    logger.log(`${signal}: stopping`);
    close(actorOf(signal), signal).catch((error: unknown) => logger.error(`the stop did not get through: ${messageOf(error)}`));
  };
  const handlers: Readonly<Partial<Record<NodeJS.Signals, (signal: NodeJS.Signals) => void>>> = {
    SIGTERM: stop,
    SIGINT: stop,
    SIGHUP: (signal) =>
      void reload(actorOf(signal), signal).catch((error: unknown) => logger.error(`nothing was reloaded: ${messageOf(error)}`)),
    SIGUSR2: () => void upgrade().catch((error: unknown) => logger.error(`nothing was upgraded: ${messageOf(error)}`)),
    SIGPIPE: () => undefined,
  };
  const entries = Object.entries(handlers) as [NodeJS.Signals, (signal: NodeJS.Signals) => void][];
  for (const [signal, handler] of entries) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of entries) process.off(signal, handler);
  };
}

/** Who may send signals to the daemon is its owner, or root. */
function actorOf(signal: NodeJS.Signals): Actor {
  return { name: signal, role: null, via: 'signal' };
}

/**
 * Writes down what a crash of the daemon is about. It still crashes: its processes go on and the next daemon takes them over,
 * which is safer than going on in an unknown state.
 * @param isContained whether it goes on all the same
 * @returns what takes the handler away
 */
export function noteCrashes(logger: Logger, isContained: (error: unknown) => boolean): () => void {
  const note = (error: Error): void =>
    isContained(error) ? undefined : logger.fatal({ msg: 'the daemon crashes; its processes go on', err: error });
  process.on('uncaughtExceptionMonitor', note);
  return () => void process.off('uncaughtExceptionMonitor', note);
}
