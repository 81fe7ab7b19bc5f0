import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { gathered } from './gathered.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('works once for what comes together, and once more for what comes meanwhile, never twice at a time', async () => {
  const ends: (() => void)[] = [];
  const work = vi.fn<() => Promise<void>>(() => new Promise((resolve) => ends.push(resolve)));
  const again = gathered(work);
  const end = async (): Promise<void> => {
    ends.shift()?.();
    await vi.advanceTimersByTimeAsync(1000);
  };
  for (let reasons = 0; reasons < 5; reasons += 1) again();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(1);
  for (let reasons = 0; reasons < 5; reasons += 1) again();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(1);
  await end();
  expect(work).toHaveBeenCalledTimes(2);
  await end();
  expect(work).toHaveBeenCalledTimes(2);
  again();
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).toHaveBeenCalledTimes(3);
});
