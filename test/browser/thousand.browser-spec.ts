import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, waitFor } from '#testing';
import { openPage, startBrowser } from './browser.js';
import { framesDuring, type Interactions, interactionsDuring, tell } from './measures.js';
import { closeAll, pageOf } from './page-bench.js';

const COUNT = 1000;
/** Of them so many end all the time and are started again: about 25 ends a second, each with a handful of events. */
const RESTLESS = 10;
const bench = new DaemonBench('thousand');
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const many = { name: 'many', command: 'sleep 1000', instances: COUNT - RESTLESS, start_duration: '0s' };
  const restless = { name: 'restless', command: 'sleep 0.3', instances: RESTLESS, auto_restart: true };
  const soon = { start_duration: '0s', restart_interval: '100ms', restart_backoff: 1 };
  bench.configure({ processes: [many, { ...restless, ...soon }] });
  const daemon = await bench.open();
  await waitFor(() => daemon.client.daemon.ready(), { what: 'a thousand starts', timeoutMs: 60_000 });
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
    const box = page.locator('.table-box');
    await box.hover();
    tell(
      `scrolling ${COUNT} processes, ms a frame`,
      await framesDuring(page, async () => {
        for (let turn = 0; turn < 100; turn += 1) await page.mouse.wheel(0, 400);
      }),
    );
    // The wheel turns on for a while.
    await waitFor(
      async () => {
        await page.evaluate(`document.querySelector('.table-box').scrollTo(0, 1e9)`);
        return (await page.getByRole('rowheader', { name: `restless-${RESTLESS}` }).count()) === 1;
      },
      { what: 'the last row' },
    );
    expect(await rowCount()).toBeLessThan(60);
  });

  it('are searched, sorted and selected while they change', async () => {
    const restarts = (): Promise<string> =>
      page
        .getByRole('row', { name: /restless-1 / })
        .locator('td.restarts')
        .innerText();
    const search = page.getByRole('searchbox');
    await search.fill('');
    const interact = async (): Promise<number> => {
      let count = 0;
      const keys = async (text: string): Promise<void> => {
        for (const key of text) await page.keyboard.press(key);
        count += text.length;
      };
      const click = async (name: string | RegExp): Promise<void> => {
        await page.getByRole('button', { name }).first().click();
        count += 1;
      };
      for (let round = 0; round < 3; round += 1) {
        await search.click();
        await keys('many-99*');
        for (let index = 0; index < 8; index += 1) await page.keyboard.press('Backspace');
        count += 9;
        for (const column of ['CPU', 'Memory', 'Restarts', 'Name']) await click(column);
        await page.getByLabel('Select all shown').click();
        await page.getByRole('button', { name: 'Select none' }).click();
        count += 2;
      }
      return count;
    };
    await search.fill('restless-1');
    const before = await restarts();
    await search.fill('');
    let interactions: Interactions | null = null;
    const frames = await framesDuring(page, async () => (interactions = await interactionsDuring(page, interact)));
    tell(`interaction to next paint with ${COUNT} processes changing, ms`, interactions ?? {});
    tell('frames meanwhile, ms', frames);
    await search.fill('many-99*');
    await page.getByText(`of ${COUNT} processes`).waitFor();
    // What it was measured with has gone on.
    await search.fill('restless-1');
    expect(Number(await restarts())).toBeGreaterThan(Number(before));
  });
});
