import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, waitFor } from '#testing';
import { type OpenedPage, openPage, startBrowser } from './browser.js';
import { closeAll, leavePage, pageOf, PROCESSES } from './page-bench.js';
import { violationsOf } from './violations.js';

/** Kept in memory only: what happened before a daemon is lost with it. */
const CONFIG = { processes: PROCESSES, groups: [{ name: 'stack', members: ['worker', 'once'] }], history: { max_size_mb: 0 } };

const bench = new DaemonBench('events-page');
let browser: Browser;
let daemon: DaemonProcess;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  bench.configure(CONFIG);
  daemon = await bench.serve();
  browser = await startBrowser();
});
afterAll(() => closeAll(browser, bench));
afterEach(() => leavePage(opened));

async function open(query = ''): Promise<void> {
  opened = await openPage(browser, `${pageOf(daemon)}#/events${query}`);
  ({ page } = opened);
  await page
    .getByText('The history begins here.')
    .or(page.getByRole('button', { name: 'Further back' }))
    .waitFor();
}

const rows = (text?: string | RegExp): Locator => page.locator('tr.event').filter(text === undefined ? {} : { hasText: text });
const subjects = async (): Promise<readonly string[]> => [...new Set(await page.locator('td.subject').allInnerTexts())].sort();
const becomes = (expected: readonly string[]): Promise<unknown> =>
  waitFor(async () => JSON.stringify(await subjects()) === JSON.stringify(expected), { what: `events of ${expected.join()}` });

describe('the page of events', () => {
  it('shows what has happened, and what happens without being asked', async () => {
    await open();
    await rows('ended unexpectedly with code 3').waitFor();
    await rows(/provisr \S+ started as PID/).waitFor();
    process.kill(bench.copies('worker')[0]!, 'SIGKILL');
    await rows('ended unexpectedly by SIGKILL').waitFor();
    // The latest first.
    expect(await rows().first().locator('td.subject').innerText()).toBe('worker');
    expect(await violationsOf(page)).toEqual([]);
    await rows('by SIGKILL').getByRole('link', { name: 'worker' }).click();
    await page.getByRole('heading', { name: 'worker', level: 1 }).waitFor();
  });

  it('finds by process, group, type and severity, and keeps that in the address', async () => {
    await open();
    await page.getByPlaceholder('Process, e.g.').fill('w*-1');
    await becomes(['web-1']);
    await page.getByPlaceholder('Process, e.g.').fill('');
    await page.getByLabel('Group', { exact: true }).selectOption('stack');
    await becomes(['once', 'worker']);
    await page.getByLabel('Group', { exact: true }).selectOption('');
    await page.getByLabel('Severity').selectOption('failure');
    await becomes(['flaky', 'worker']);
    await page.getByLabel('Severity').selectOption('detail');
    await page.getByLabel('Type').selectOption('process.state');
    await rows('starting → running').first().waitFor();
    expect(new Set(await page.locator('td.type').allInnerTexts())).toEqual(new Set(['process.state']));
    await page.getByLabel('Type').selectOption('daemon.*');
    await becomes(['provisr']);
    await page.reload();
    await becomes(['provisr']);
    expect(await page.getByLabel('Type').inputValue()).toBe('daemon.*');
  });

  it('waits while somebody reads, and goes on where it is now', async () => {
    await open('?process=once');
    await page.getByRole('button', { name: 'Pause' }).click();
    const before = await rows().count();
    await daemon.client.processes.restart({ name: 'once' });
    const resume = page.getByRole('button', { name: /Resume \([3-9] new\)/ });
    await resume.waitFor();
    expect(await rows().count()).toBe(before);
    await resume.click();
    await waitFor(async () => (await rows().count()) > before + 2, { what: 'the events that have waited' });
  });

  it('shows all of one event, which has an address of its own', async () => {
    await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const link = rows('code 3').getByRole('link').first();
    // By keyboard alone.
    await link.focus();
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: 'process.exited' });
    await details.getByText('exit_code').waitFor();
    // On a phone, and in the dark.
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    await details.getByRole('button', { name: 'Copy as JSON' }).click();
    await page.getByText('Copied').waitFor();
    expect(JSON.parse(await page.evaluate('navigator.clipboard.readText()'))).toMatchObject({ event: { process: 'flaky', exit_code: 3 } });
    const address = page.url();
    await page.context().close();
    opened = await openPage(browser, address);
    ({ page } = opened);
    await page.getByRole('complementary', { name: 'process.exited' }).waitFor();
    expect(await rows('code 3').getByRole('link').first().getAttribute('aria-current')).toBe('true');
    // Of what was later nothing is there until one goes on.
    expect(await rows('SIGKILL').count()).toBe(0);
    await page.getByRole('button', { name: 'Close the details' }).click();
    await page.getByRole('button', { name: /^Resume/ }).click();
    await rows('SIGKILL').waitFor();
  });

  it('reads on into the past, and draws no more than what is in sight', async () => {
    for (let times = 0; times < 450; times += 1) await daemon.client.processes.start({ name: 'once' });
    await open();
    await rows('start asked for').first().waitFor();
    const beginning = rows(/provisr \S+ started as PID/);
    // Each page that comes in puts the end further down.
    await waitFor(async () => (await page.evaluate(`document.querySelector('.table-box').scrollTop = 1e9`), beginning.isVisible()), {
      what: 'the beginning of the history',
    });
    await page.getByText('The history begins here.').waitFor();
    expect(await rows().count()).toBeLessThan(80);
    // Who reads below is not moved by what comes in above.
    await daemon.client.processes.restart({ name: 'once' });
    await page.getByRole('button', { name: /Resume \([1-9] new\)/ }).waitFor();
    await beginning.waitFor();
    await page.getByLabel('Until').fill('2000-01-01T00:00:00');
    await page.getByRole('button', { name: 'Go back' }).click();
    await page.getByText('Nothing of that has happened').waitFor();
    await page.getByRole('button', { name: /^Resume/ }).click();
    await rows('restart asked for').first().waitFor();
  });

  it('says where events are missing, and is there again with the daemon', async () => {
    await open();
    const other = await openPage(browser, `${pageOf(daemon)}#/events`);
    await other.page.getByRole('region', { name: 'Events' }).waitFor();
    await other.page.getByRole('link', { name: 'Plugins' }).click();
    await other.page.getByText('There are none.').waitFor();
    const { port } = new URL(daemon.url);
    process.kill(daemon.pid, 'SIGKILL');
    await page.getByText(/^Not live: .* trying again/).waitFor();
    await other.page.getByRole('link', { name: 'Events' }).click();
    await other.page.getByText(/^Not live: the daemon does not answer/).waitFor();
    bench.configure({ ...CONFIG, server: { listen: `127.0.0.1:${port}` } });
    daemon = await bench.serve();
    await page.getByText('Events missing here: nothing is kept of the daemon before').waitFor();
    await rows(/adopted with PID/)
      .first()
      .waitFor();
    await other.page
      .getByText(/adopted with PID/)
      .first()
      .waitFor();
    await leavePage(other);
  });
});
