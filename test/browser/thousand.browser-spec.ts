import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench } from '#testing';
import { openPage, startBrowser } from './browser.js';
import { closeAll, pageOf } from './page-bench.js';

const COUNT = 1000;
/** Notes how long each frame took while a function goes on. */
const FRAMES = `(async (act) => {
  const frames = [];
  let last = performance.now();
  let isOver = false;
  const note = (now) => { frames.push(now - last); last = now; if (!isOver) requestAnimationFrame(note); };
  requestAnimationFrame(note);
  await act();
  isOver = true;
  frames.sort((left, right) => left - right);
  return { count: frames.length, median: frames[Math.floor(frames.length / 2)], p95: frames[Math.floor(frames.length * 0.95)], most: frames.at(-1) };
})`;
const SCROLL = `async () => {
  const box = document.querySelector('.table-box');
  for (let step = 0; step < 120; step += 1) {
    box.scrollTop += 300;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}`;

interface Frames {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
  readonly most: number;
}

const bench = new DaemonBench('thousand');
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const many = { name: 'many', command: 'sleep 1000', instances: COUNT, start_duration: '0s' };
  bench.configure({ processes: [many] });
  const daemon = await bench.serve();
  browser = await startBrowser();
  ({ page } = await openPage(browser, pageOf(daemon)));
});
afterAll(() => closeAll(browser, bench));

const rowCount = (): Promise<number> => page.getByRole('rowheader').count();

describe('a thousand processes', () => {
  it('are all there, of which only those in sight are drawn', async () => {
    await page.getByText(`${COUNT} processes`).waitFor();
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(COUNT + 1));
    expect(await rowCount()).toBeLessThan(60);
  });

  it('are scrolled through to the last', async () => {
    const frames = (await page.evaluate(`${FRAMES}(${SCROLL})`)) as Frames;
    process.stdout.write(`scrolling 1,000 processes: ${JSON.stringify(frames)}\n`);
    await page.evaluate(`document.querySelector('.table-box').scrollTo(0, 1e9)`);
    await page.getByRole('rowheader', { name: `many-${COUNT}` }).waitFor();
    expect(await rowCount()).toBeLessThan(60);
  });

  it('are searched', async () => {
    await page.getByRole('searchbox').fill('many-99*');
    await page.getByText(`11 of ${COUNT} processes`).waitFor();
    expect(await rowCount()).toBe(11);
    await page.getByRole('searchbox').fill('');
  });
});
