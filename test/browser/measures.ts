import type { CDPSession, Page } from 'playwright-core';

/** How long frames took, ms. */
export interface Frames {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly most: number;
}

/** From an input to the next paint after it, ms (Event Timing, W3C). */
export interface Interactions {
  readonly count: number;
  readonly p50: number;
  readonly p98: number;
  readonly most: number;
}

/** What a page holds after everything was collected that could be. */
export interface Held {
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** Shorter ones are not told (Event Timing, 3.3), and their durations are multiples of 8 ms. */
const SHORTEST_TOLD_MS = 16;

const NOTE_FRAMES = `(() => {
  const frames = [];
  let last = performance.now();
  const note = (now) => { frames.push(now - last); last = now; globalThis.frameRequest = requestAnimationFrame(note); };
  globalThis.frameRequest = requestAnimationFrame(note);
  globalThis.frameTimes = frames;
})()`;
const TAKE_FRAMES = `(() => { cancelAnimationFrame(globalThis.frameRequest); return globalThis.frameTimes; })()`;
const NOTE_INTERACTIONS = `(() => {
  globalThis.interactions = new Map();
  const note = (entries) => {
    for (const { interactionId: id, duration } of entries) {
      if (id > 0) globalThis.interactions.set(id, Math.max(duration, globalThis.interactions.get(id) ?? 0));
    }
  };
  globalThis.interactionObserver = new PerformanceObserver((list) => note(list.getEntries()));
  globalThis.interactionObserver.observe({ type: 'event', durationThreshold: ${SHORTEST_TOLD_MS} });
})()`;
/** After a frame and a task: what was painted last is told by then. */
const TAKE_INTERACTIONS = `(async () => {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)));
  globalThis.interactionObserver.disconnect();
  return [...globalThis.interactions.values()];
})()`;

/** Frames that the page drew while something went on. */
export async function framesDuring(page: Page, act: () => Promise<unknown>): Promise<Frames> {
  await page.evaluate(NOTE_FRAMES);
  await act();
  const frames = ascending(await page.evaluate(TAKE_FRAMES));
  return { count: frames.length, median: quantile(frames, 0.5), p95: quantile(frames, 0.95), most: quantile(frames, 1) };
}

/**
 * Interactions with a page while something went on.
 * @param act resolves with how many there were: those that were too short to be told count as 16 ms
 */
export async function interactionsDuring(page: Page, act: () => Promise<number>): Promise<Interactions> {
  await page.evaluate(NOTE_INTERACTIONS);
  const count = await act();
  const told: readonly number[] = await page.evaluate(TAKE_INTERACTIONS);
  const short = Array.from({ length: Math.max(0, count - told.length) }, () => SHORTEST_TOLD_MS);
  const all = ascending([...short, ...told]);
  return { count: all.length, p50: quantile(all, 0.5), p98: quantile(all, 0.98), most: quantile(all, 1) };
}

/** Collects garbage, then looks what is left. */
export async function heldBy(session: CDPSession): Promise<Held> {
  // What the first collection finalises the second one frees.
  for (let round = 0; round < 2; round += 1) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  return { heapBytes: usedSize, nodes, listeners: jsEventListeners };
}

export function tell(what: string, figures: object): void {
  const rounded = Object.entries(figures).map(
    ([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 10) / 10 : value}`,
  );
  process.stdout.write(`${what}: ${rounded.join(', ')}\n`);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((left, right) => left - right);
}
