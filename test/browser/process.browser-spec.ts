import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, waitFor } from '#testing';
import { type OpenedPage, openPage, startBrowser } from './browser.js';
import { framesDuring, type Held, heldBy, tell } from './measures.js';
import { closeAll, leavePage, openProcess, pageOf, PROCESSES } from './page-bench.js';
import { violationsOf } from './violations.js';

/** 5,000 lines a second, also on a machine that is late. */
const FLOOD = `const began = Date.now(); let n = 0; setInterval(() => { let text = ''; for (const due = (Date.now() - began) * 5; n < due;) text += 'line ' + (n += 1) + '\\n'; process.stdout.write(text); }, 10);`;

/** Kept by the page. */
const MOST_LINES = 20_000;
/** By hand for longer: PROVISR_UI_MINUTES=10. */
const MINUTES = Number(process.env['PROVISR_UI_MINUTES'] ?? 0);
const FOLLOWED_MS = MINUTES > 0 ? MINUTES * 60_000 : 12_000;
/** Beside the first one. */
const SAMPLES = MINUTES > 0 ? MINUTES : 3;
/** 60,000 lines that were kept would be 6 MB and more. */
const MOST_GROWTH_BYTES = 3_000_000;

const TIMED = `sh -c 'for i in 1 2 3; do echo "out $i"; sleep 0.1; echo "err $i" >&2; sleep 0.1; done; exec sleep 1000'`;

const bench = new DaemonBench('process-page');
let browser: Browser;
let daemon: DaemonProcess;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  bench.configure({
    processes: [
      ...PROCESSES,
      { name: 'timed', command: TIMED, log: { timestamps: true } },
      { name: 'flood', args: [process.execPath, '-e', FLOOD] },
    ],
  });
  daemon = await bench.serve();
  browser = await startBrowser();
});
afterAll(() => closeAll(browser, bench));

beforeEach(async () => {
  opened = await openPage(browser, pageOf(daemon));
  ({ page } = opened);
});
afterEach(() => leavePage(opened));

const open = (name: string): Promise<void> => openProcess(page, name);

/** How many lines the page holds, by the height of what it scrolls. */
const lineCount = (): Promise<number> => page.evaluate(`document.querySelector('.log-lines').offsetHeight / 20`);

/** What the page holds while the log goes on, by the lines that were written meanwhile. */
async function watched(): Promise<readonly (Held & { readonly lines: number; readonly drawn: number })[]> {
  const session = await page.context().newCDPSession(page);
  const samples = [];
  const lastLine = async (): Promise<number> => Number(/\d+/.exec(await page.locator('.line').last().innerText())?.[0]);
  let [written, atMs] = [await lastLine(), performance.now()];
  for (let sample = 0; sample <= SAMPLES; sample += 1) {
    if (sample > 0) {
      const due = written + (FOLLOWED_MS / SAMPLES / 1000) * 5000;
      const frames = await framesDuring(page, () =>
        waitFor(async () => (await lastLine()) >= due, { what: `line ${due}`, timeoutMs: (FOLLOWED_MS / SAMPLES) * 3 + 30_000 }),
      );
      const now = await lastLine();
      tell(`following a log, sample ${sample}`, { 'lines/s': ((now - written) / (performance.now() - atMs)) * 1000, ...frames });
      [written, atMs] = [now, performance.now()];
    }
    const held = await heldBy(session);
    const drawn = await page.locator('.line').count();
    samples.push({ ...held, lines: await lineCount(), drawn });
    tell(`held, sample ${sample}`, { 'heap MB': held.heapBytes / 1e6, nodes: held.nodes, listeners: held.listeners });
  }
  await session.detach();
  return samples;
}

describe('the page of a process', () => {
  it('says why it is as it is, what happened, and what it wrote last', async () => {
    await open('flaky');
    await page.getByText(/flaky is waiting for its next attempt/).waitFor();
    await page.getByText('unexpectedly with code 3').waitFor();
    await page.getByText('going down', { exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  it('shows colours, and leaves out what they are made of', async () => {
    await open('web-1');
    await page.locator('.line .c2', { hasText: 'ready' }).waitFor();
    await page.locator('.line .bold.c1', { hasText: 'serve' }).waitFor();
    await page.locator('.line.stderr', { hasText: 'a word of warning' }).waitFor();
    await page.getByText('Of older lines stdout stands before stderr').waitFor();
    await page.getByLabel('Stream').selectOption('stderr');
    await waitFor(async () => (await lineCount()) === 1, { what: 'the lines of stderr alone' });
    expect(await violationsOf(page)).toEqual([]);
  });

  it('shows both streams in order of time where lines carry it', async () => {
    await open('timed');
    await waitFor(async () => (await lineCount()) === 6, { what: 'all lines' });
    const texts = await page.locator('.line').allInnerTexts();
    expect(texts.map((text) => text.slice(25))).toEqual(['out 1', 'err 1', 'out 2', 'err 2', 'out 3', 'err 3']);
    const { lines } = await daemon.client.logs.read('timed', { tail: 5 });
    expect(lines.map(({ line }) => line.slice(25)).slice(-4)).toEqual(['out 2', 'err 2', 'out 3', 'err 3']);
    expect(await page.getByText('Of older lines').count()).toBe(0);
  });

  it('acts, and shows it in the history at once', async () => {
    await open('worker');
    await page.getByRole('button', { name: 'Stop worker' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('list').getByText('stopped', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Start worker', exact: true }).click();
    await page.getByText('running', { exact: true }).waitFor();
  });

  it('saves the log', async () => {
    await open('web-1');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const download = await saving;
    expect(download.suggestedFilename()).toBe('web-1.log');
    expect(readFileSync(await download.path(), 'utf8')).toContain('a word of warning');
  });

  it('follows 5,000 lines a second, draws on, and holds no more than it should', { timeout: FOLLOWED_MS * 3 + 120_000 }, async () => {
    await open('flood');
    await waitFor(async () => (await lineCount()) > 10_000, { what: '10,000 lines', timeoutMs: 30_000 });
    // Were the page busy with the lines, it would not get to press a button.
    await page.getByRole('button', { name: 'Pause' }).click();
    const paused = await lineCount();
    await page.getByRole('button', { name: /Resume \(\d{4,} new\)/ }).click();
    await waitFor(async () => (await lineCount()) > paused, { what: 'more lines' });
    await page.getByPlaceholder('Only lines with').fill('7777');
    await waitFor(async () => (await lineCount()) < 100, { what: 'the lines searched for' });
    await page.getByPlaceholder('Only lines with').fill('');
    await waitFor(async () => (await lineCount()) === MOST_LINES, { what: 'a full ring', timeoutMs: 30_000 });
    const samples = await watched();
    for (const { lines, drawn } of samples) expect({ lines, isBounded: drawn < 120 }).toEqual({ lines: MOST_LINES, isBounded: true });
    const [first, last] = [samples[0]!, samples.at(-1)!];
    expect(last.heapBytes - first.heapBytes).toBeLessThan(MOST_GROWTH_BYTES);
    expect(last.nodes).toBeLessThan(first.nodes + 500);
    expect(last.listeners).toBeLessThan(first.listeners + 50);
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open('web-1');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
  });
});
