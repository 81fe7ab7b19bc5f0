import { AsyncLocalStorage } from 'node:async_hooks';
import { ConsoleLogger, Logger, type LoggerService } from '@nestjs/common';
import type { ProvisrOptions } from './provisr-options.js';

const current = new AsyncLocalStorage<LoggerService>();
const quiet: LoggerService = { log: ignore, warn: ignore, error: ignore };
let outside: LoggerService | null = null;

/** Where one provisr logs to. Nest has one logger for the whole process: it is told apart by who is at work. */
export interface LogScope {
  /** Runs `work`, and whatever it starts, with the logger of this scope. */
  run<T>(work: () => T): T;
}

/** `'nest'` touches nothing: lines go where the Nest application of the host sends its own. */
export function logScope(wish: ProvisrOptions['logger']): LogScope {
  if (wish === 'nest') return { run: (work) => work() };
  takeTurns();
  const logger = wish === false ? quiet : (wish ?? new ConsoleLogger('provisr', { logLevels: ['warn', 'error', 'fatal'] }));
  return { run: (work) => current.run(logger, work) };
}

/** The same object, whose methods do their work in the scope whoever calls them. */
export function within<T extends object>(scope: LogScope, target: T): T {
  return new Proxy(target, {
    get(_target, name) {
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (...args: unknown[]): unknown => scope.run(() => Reflect.apply(value, target, args)) : value;
    },
  });
}

function takeTurns(): void {
  if (outside !== null) return;
  outside = new ConsoleLogger();
  const speaker = (): LoggerService => current.getStore() ?? outside ?? quiet;
  Logger.overrideLogger({
    log: (message: unknown, ...rest: unknown[]) => speaker().log(message, ...rest),
    warn: (message: unknown, ...rest: unknown[]) => speaker().warn(message, ...rest),
    error: (message: unknown, ...rest: unknown[]) => speaker().error(message, ...rest),
    fatal: (message: unknown, ...rest: unknown[]) => severest(speaker(), message, rest),
    debug: (message: unknown, ...rest: unknown[]) => speaker().debug?.(message, ...rest),
    verbose: (message: unknown, ...rest: unknown[]) => speaker().verbose?.(message, ...rest),
  });
}

function severest(logger: LoggerService, message: unknown, rest: unknown[]): void {
  if (logger.fatal === undefined) logger.error(message, ...rest);
  else logger.fatal(message, ...rest);
}

function ignore(): void {
  // Nobody wants to know.
}
