import { describe, expect, it } from 'vitest';
import { TurnShare } from './turn-share.js';

const MIB = 1024 * 1024;
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('the share of one stream in a turn of the event loop', () => {
  it('is large for few, and falls with those that had something to move in the turn before', async () => {
    const share = new TurnShare();
    expect(share.take()).toBe(MIB);
    await nextTurn();

    for (let n = 0; n < 32; n += 1) share.take();
    await nextTurn();
    expect(Array.from({ length: 32 }, () => share.take())).toEqual(Array.from({ length: 32 }, () => MIB / 8));
    await nextTurn();

    share.take();
    await nextTurn();
    expect(share.take()).toBe(MIB);
  });

  it('is never so small that nothing gets on', async () => {
    const share = new TurnShare();
    for (let n = 0; n < 5000; n += 1) share.take();
    await nextTurn();
    expect(share.take()).toBe(16 * 1024);
  });
});
