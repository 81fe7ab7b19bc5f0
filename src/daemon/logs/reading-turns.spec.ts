import { describe, expect, it } from 'vitest';
import { ReadingTurns } from './reading-turns.js';

const KIB = 1024;
const nextTurnOfTheLoop = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

interface World {
  written: number;
  nowMs: number;
}

/** Asks for turns all at once, and lets the world go on until they came; says what was written when each did. */
async function asked(count: number, goOn: (world: World) => void): Promise<World & { readonly came: readonly number[] }> {
  const world: World = { written: 0, nowMs: 1000 };
  const turns = new ReadingTurns(
    () => world.written,
    () => world.nowMs,
  );
  await turns.next();
  const came: number[] = [];
  for (let who = 0; who < count; who += 1) void turns.next().then(() => came.push(world.written));
  while (came.length < count) {
    goOn(world);
    await nextTurnOfTheLoop();
  }
  return { ...world, came };
}

describe('turns of reading', () => {
  it('come one for each turn of the event loop while nobody writes', async () => {
    let loops = 0;
    await asked(5, () => void (loops += 1));
    expect(loops).toBeGreaterThanOrEqual(5);
    expect(loops).toBeLessThan(8);
  });

  it('do not wait for processes that write a little', async () => {
    let loops = 0;
    await asked(5, (world) => {
      loops += 1;
      world.nowMs += 1;
      world.written += KIB;
    });
    expect(loops).toBeLessThan(8);
  });

  it('let a process that writes as fast as it can go before', async () => {
    const { came } = await asked(4, (world) => {
      world.nowMs += 0.1;
      world.written += 20 * KIB;
    });
    const between = came.slice(1).map((written, at) => written - came[at]!);
    expect(Math.min(...between)).toBeGreaterThanOrEqual(256 * KIB);
  });

  it('come within milliseconds even so', async () => {
    const { nowMs, written } = await asked(4, (world) => {
      world.nowMs += 1;
      world.written += 8 * KIB;
    });
    expect(written).toBeGreaterThanOrEqual(4 * 5 * 8 * KIB);
    // Each is noticed late by what passes of the made-up time in a millisecond of the real one.
    expect(nowMs - 1000).toBeLessThan(4 * 5 * 1000);
  });
});
