import { describe, expect, it } from 'vitest';
import { FakeClock } from '#testing';
import { type Exit, UNKNOWN_EXIT } from '../process/exit.js';
import { type ExitLedger, NO_LEDGER } from './exit-ledger.js';
import { lastWords } from './last-words.js';

const identity = { pid: 7, startTicks: 1, startUnix: 0, bootId: null };
const exit: Exit = { code: 3, signal: null, error: null };

function ask(ledger: ExitLedger): { clock: FakeClock; told: Exit[]; giveUp: () => void } {
  const clock = new FakeClock();
  const told: Exit[] = [];
  return { clock, told, giveUp: lastWords(identity, ledger, clock, (end) => told.push(end)) };
}

describe('the last words of a process that was not ours', () => {
  it('are unknown at once where nobody listens', () => {
    expect(ask(NO_LEDGER).told).toEqual([UNKNOWN_EXIT]);
  });

  it('are told at once when they are written down', () => {
    expect(ask({ isWatching: true, exitOf: () => ({ exit, at: 1 }) }).told).toEqual([exit]);
  });

  it('are waited for, but not for ever, and not by somebody who has left', () => {
    let isWritten = false;
    const late = ask({ isWatching: true, exitOf: () => (isWritten ? { exit, at: 1 } : null) });
    late.clock.advance(100);
    expect(late.told).toEqual([]);
    isWritten = true;
    late.clock.advance(5);
    expect(late.told).toEqual([exit]);

    const never = ask({ isWatching: true, exitOf: () => null });
    never.clock.advance(600);
    expect(never.told).toEqual([UNKNOWN_EXIT]);

    const left = ask({ isWatching: true, exitOf: () => null });
    left.giveUp();
    left.clock.advance(600);
    expect(left.told).toEqual([]);
  });
});
