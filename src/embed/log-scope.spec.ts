import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger, type LoggerService } from '@nestjs/common';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { LoggerTurns } from './logger-turns.js';
import { logScope } from './log-scope.js';

const FIELD = 'staticInstanceRef';
const found = Object.getOwnPropertyDescriptor(Logger, FIELD);
const field = () => Object.getOwnPropertyDescriptor(Logger, FIELD);

function recorder(lines: string[] = []): LoggerService & { readonly lines: readonly string[] } {
  const write = (message: unknown): void => void lines.push(String(message));
  return { lines, log: write, warn: write, error: write };
}

afterEach(() => {
  Object.defineProperty(Logger, FIELD, found ?? {});
});

describe('the logger of the host', () => {
  it('is never that of a guest, whatever the order in which two of them end', () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const [host, ...loggers] = [recorder(), recorder(), recorder()] as const;
      Logger.overrideLogger(host);
      const before = field();
      const scopes = loggers.map((logger) => logScope(logger));
      const speak = (): void => {
        new Logger('host').log('host');
        scopes.forEach((scope, index) => scope.run(() => new Logger('guest').log(`guest ${index}`)));
      };
      speak();
      scopes[order[0]]?.end();
      new Logger('host').log('host');
      scopes[order[1]]?.run(() => new Logger('guest').log('still'));
      scopes[order[1]]?.end();
      expect(field()).toEqual(before);
      new Logger('host').log('host');
      expect(host.lines).toEqual(['host', 'host', 'host']);
      expect(loggers[order[0]]?.lines).toEqual([`guest ${order[0]}`]);
      expect(loggers[order[1]]?.lines).toEqual([`guest ${order[1]}`, 'still']);
    }
  });

  it('may be changed by the host meanwhile, and stays what it was changed to', async () => {
    const [first, second, own] = [recorder(), recorder(), recorder()];
    Logger.overrideLogger(first);
    const scope = logScope(own);
    const later = scope.run(async () => {
      await nextTurn();
      new Logger('guest').warn('guest');
    });
    Logger.overrideLogger(second);
    new Logger('host').log('host');
    await later;
    scope.end();
    new Logger('host').log('host');
    expect([first.lines, second.lines, own.lines]).toEqual([[], ['host', 'host'], ['guest']]);
  });

  it('may be none, or none of its own', () => {
    Logger.overrideLogger(false);
    const scope = logScope(recorder());
    expect(Logger.isLevelEnabled('log')).toBe(false);
    scope.end();
    expect(field()?.value).toBeUndefined();
  });

  it('is not touched at all for one that logs like the host', () => {
    const before = field();
    const scope = logScope('nest');
    expect(field()).toEqual(before);
    scope.end();
  });

  it('comes back however several copies of this package come and go', () => {
    const moves = fc.array(fc.tuple(fc.nat(2), fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(moves, (steps) => {
        const host = recorder();
        Logger.overrideLogger(host);
        const speaking: (LoggerService | undefined)[] = [];
        const loggers = [recorder(), recorder(), recorder()];
        const copies = loggers.map((_logger, index) => new LoggerTurns(() => speaking[index]));
        const taken: (() => void)[][] = [[], [], []];
        for (const [copy, isTaking] of steps) {
          if (isTaking) taken[copy]?.push(copies[copy]?.take() ?? (() => undefined));
          else taken[copy]?.pop()?.();
          new Logger('host').log('host');
          speaking[copy] = loggers[copy];
          new Logger('guest').log('guest');
          speaking[copy] = undefined;
        }
        for (const release of taken.flat()) release();
        new Logger('host').log('host');
        const guests = loggers.flatMap(({ lines }) => lines);
        expect(host.lines.filter((line) => line === 'host')).toHaveLength(steps.length + 1);
        expect(guests.filter((line) => line !== 'guest')).toEqual([]);
      }),
    );
  });
});
