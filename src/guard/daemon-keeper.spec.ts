import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DaemonKeeper } from './daemon-keeper.js';

const killed = { code: null, signal: 'SIGKILL', ranMs: 60_000 } as const;

describe('the keeper of the daemon', () => {
  it('hands on the exit code of a daemon that never was ready', () => {
    expect(new DaemonKeeper().judge({ code: 7, signal: null, ranMs: 50 })).toEqual({ do: 'end', exitCode: 7 });
    expect(new DaemonKeeper().judge({ code: null, signal: 'SIGSEGV', ranMs: 50 })).toEqual({ do: 'end', exitCode: 139 });
  });

  it('ends with a daemon that ended well', () => {
    const keeper = new DaemonKeeper();
    keeper.ready();
    expect(keeper.judge({ code: 0, signal: null, ranMs: 1 })).toEqual({ do: 'end', exitCode: 0 });
  });

  it('ends when it was told to, however the daemon takes it', () => {
    const keeper = new DaemonKeeper();
    keeper.ready();
    keeper.ending();
    expect(keeper.judge(killed)).toEqual({ do: 'end', exitCode: 137 });
  });

  it('replaces a daemon that died at once, and waits longer each time while it keeps dying', () => {
    const keeper = new DaemonKeeper();
    keeper.ready();
    const waits = Array.from({ length: 9 }, () => keeper.judge({ ...killed, ranMs: 10 })).map(
      (verdict) => verdict.do === 'start' && verdict.afterMs,
    );
    expect(waits).toEqual([0, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
    expect(keeper.judge(killed)).toEqual({ do: 'start', afterMs: 0 });
  });

  it('never gives up on processes that depend on it', () => {
    const ends = fc.record({
      code: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 255 })),
      signal: fc.constantFrom(null, 'SIGKILL' as const, 'SIGTERM' as const),
      ranMs: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(ends, { maxLength: 100 }), (many) => {
        const keeper = new DaemonKeeper();
        keeper.ready();
        for (const end of many) expect(keeper.judge(end)).toMatchObject({ do: 'start' });
      }),
    );
  });
});
