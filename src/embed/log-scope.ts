import { AsyncLocalStorage } from 'node:async_hooks';
import { ConsoleLogger, type LoggerService } from '@nestjs/common';
import { LoggerTurns } from './logger-turns.js';
import type { ProvisrOptions } from './provisr-options.js';

const current = new AsyncLocalStorage<LoggerService>();
const turns = new LoggerTurns(() => current.getStore());
const quiet: LoggerService = { log: ignore, warn: ignore, error: ignore };

/** Where one provisr logs to. Nest has one logger for the whole process: it is told apart by who is at work. */
export interface LogScope {
  /** Runs `work`, and whatever it starts, with the logger of this scope. */
  run<T>(work: () => T): T;
  /** Gives Nest's logger back. What is still at work has that of the host. Idempotent. */
  end(): void;
}

/** `'nest'` touches nothing: lines go where the Nest application of the host sends its own. */
export function logScope(wish: ProvisrOptions['logger']): LogScope {
  if (wish === 'nest') return { run: (work) => work(), end: ignore };
  const logger = wish === false ? quiet : (wish ?? new ConsoleLogger('provisr', { logLevels: ['warn', 'error', 'fatal'] }));
  return { run: (work) => current.run(logger, work), end: turns.take() };
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

function ignore(): void {
  // Nobody wants to know.
}
