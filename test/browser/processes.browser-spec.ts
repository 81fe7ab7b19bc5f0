import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, waitFor } from '#testing';
import { type OpenedPage, openPage, startBrowser } from './browser.js';
import { closeAll, leavePage, pageOf, PROCESSES } from './page-bench.js';
import { violationsOf } from './violations.js';

const bench = new DaemonBench('page');
let browser: Browser;
let daemon: DaemonProcess;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  const broken = { name: 'broken', command: "sh -c 'exit 5'", start_duration: '5s' };
  bench.configure({ processes: [...PROCESSES, broken], groups: [{ name: 'stack', members: ['worker', 'once'] }] });
  daemon = await bench.serve();
  browser = await startBrowser();
});
afterAll(() => closeAll(browser, bench));

beforeEach(async () => {
  opened = await openPage(browser, pageOf(daemon));
  ({ page } = opened);
  await row('web-1').waitFor();
});
afterEach(() => leavePage(opened));

const row = (name: string): Locator => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
const stateOf = (name: string, state: string): Promise<void> => row(name).getByText(state, { exact: true }).waitFor();
const outcome = (text: string | RegExp): Promise<void> => page.getByRole('log', { name: 'Outcomes' }).getByText(text).waitFor();
const answer = (name: string): Promise<void> => page.getByRole('dialog').getByRole('button', { name }).click();

describe('the table of processes', () => {
  it('needs no login where nobody has to say who they are, and tells who one is', async () => {
    expect(await page.getByRole('rowheader').allInnerTexts()).toEqual(['broken', 'flaky', 'once', 'web-1', 'web-2', 'worker']);
    await page.getByText('admin', { exact: true }).waitFor();
    await page.getByText('live', { exact: true }).waitFor();
  });

  it('stops after a question, and starts again', async () => {
    await row('once').getByRole('button', { name: 'Stop once' }).click();
    await answer('Cancel');
    expect(bench.copies('once')).toHaveLength(1);
    await row('once').getByRole('button', { name: 'Stop once' }).click();
    await answer('Stop');
    await outcome('once: stopped');
    await stateOf('once', 'stopped');
    expect(bench.copies('once')).toEqual([]);
    await row('once').getByRole('button', { name: 'Start once', exact: true }).click();
    await stateOf('once', 'running');
    expect(bench.copies('once')).toHaveLength(1);
  });

  it('restarts', async () => {
    const before = bench.copies('once');
    await row('once').getByRole('button', { name: 'Restart once' }).click();
    await answer('Restart');
    await outcome('once: restarted');
    expect(bench.copies('once')).not.toEqual(before);
  });

  it('shows a crash and the restart without being asked', async () => {
    const [pid] = bench.copies('worker');
    const restarts = row('worker').locator('td.restarts');
    const before = Number(await restarts.innerText());
    process.kill(pid!, 'SIGKILL');
    await waitFor(async () => Number(await restarts.innerText()) === before + 1, { what: 'the restart to be shown' });
    await stateOf('worker', 'running');
    await waitFor(async () => (await row('worker').locator('td.pid').innerText()) === String(bench.copies('worker')[0]));
    for (const column of ['cpu', 'memory', 'restarts']) await row('worker').locator(`td.${column} .spark`).waitFor();
    expect(await row('once').locator('td.restarts .spark').count()).toBe(0);
  });

  it('finds by parts and wildcards, state and group', async () => {
    const names = (): Promise<string[]> => page.getByRole('rowheader').allInnerTexts();
    const becomes = (expected: string[]): Promise<unknown> =>
      waitFor(async () => JSON.stringify(await names()) === JSON.stringify(expected), { what: `the rows ${expected.join()}` });
    const search = page.getByRole('searchbox');
    await search.fill('EB');
    await becomes(['web-1', 'web-2']);
    await search.fill('w*r');
    await becomes(['worker']);
    await search.fill('');
    await page.getByLabel('Group', { exact: true }).selectOption('stack');
    await becomes(['once', 'worker']);
    await page.getByLabel('Group', { exact: true }).selectOption('');
    await page.getByLabel('State', { exact: true }).selectOption('backoff');
    await becomes(['flaky']);
  });

  it('sorts, and says how', async () => {
    await page.getByRole('button', { name: 'Name' }).click();
    expect((await page.getByRole('rowheader').allInnerTexts())[0]).toBe('worker');
    expect(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending');
  });

  const TARGETS: readonly (readonly [what: string, choose: () => Promise<unknown>, members: readonly string[], subject: string])[] = [
    ['a wildcard', () => page.getByRole('searchbox').fill('web-*'), ['web-1', 'web-2'], 'all that match web-* (2)'],
    ['a group', () => page.getByLabel('Group', { exact: true }).selectOption('stack'), ['worker', 'once'], 'the group stack (2)'],
    ['a selection', () => selectTwo(), ['once', 'web-1'], '2 processes'],
  ];
  const selectTwo = async (): Promise<void> => {
    for (const name of ['once', 'web-1']) await page.getByLabel(`Select ${name}`).check();
  };

  it.each(TARGETS)('stops, starts and restarts %s', async (_what, choose, members, subject) => {
    const pids = (): number[] => members.flatMap((name) => bench.copies(name));
    await choose();
    const bar = page.getByRole('group', { name: /^For / });
    const press = (name: string): Promise<void> => bar.getByRole('button', { name, exact: true }).click();
    const first = pids();
    await press('Stop');
    await answer('Cancel');
    await press('Stop');
    for (const name of members) await page.getByRole('dialog').getByRole('listitem').getByText(name, { exact: true }).waitFor();
    expect(pids()).toEqual(first);
    await answer('Stop');
    await outcome(`${subject}: stopped`);
    expect(pids()).toEqual([]);
    await press('Start');
    await outcome(`${subject}: started`);
    const second = pids();
    expect(second).toHaveLength(2);
    await press('Restart');
    await answer('Restart');
    await outcome(`${subject}: restarted`);
    expect(pids()).toHaveLength(2);
    expect(pids().filter((pid) => second.includes(pid))).toEqual([]);
    for (const name of members) await stateOf(name, 'running');
  });

  it('tells of several which did not do what was asked, and why', async () => {
    await page.getByRole('searchbox').fill('*o*');
    await page.getByRole('group', { name: 'for all' }).getByRole('button', { name: 'Start', exact: true }).click();
    await outcome('Start: 1 of 3 failed');
    await outcome(/broken did not start: exit code 5/);
  });

  it('shows what each uses', async () => {
    await waitFor(async () => /\d (kB|MB)/.test(await row('worker').locator('td.memory').innerText()), { what: 'a figure of memory' });
  });

  it('is used by keyboard alone, and gives the focus back', async () => {
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('once');
    await waitFor(async () => (await page.getByRole('rowheader').count()) === 1);
    const isStop = (): Promise<boolean> => page.evaluate(`document.activeElement?.getAttribute('aria-label') === 'Stop once'`);
    for (let presses = 0; presses < 25 && !(await isStop()); presses += 1) await page.keyboard.press('Tab');
    expect(await isStop()).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await isStop()).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await outcome('once: stopped');
    await daemon.client.processes.start({ name: 'once' });
    await stateOf('once', 'running');
  });

  it.each(['light', 'dark'] as const)('keeps nobody out (%s)', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.getByLabel('Select web-1').check();
    expect(await violationsOf(page)).toEqual([]);
    await row('once').getByRole('button', { name: 'Stop once' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await row('web-1').getByRole('button', { name: 'Restart web-1' }).click();
    await answer('Cancel');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
  });
});

describe('a page of another site', () => {
  let site: Server;
  let address: string;

  beforeAll(async () => {
    site = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>other</title>'));
    await once(site.listen(0, '127.0.0.1'), 'listening');
    address = `http://localhost:${(site.address() as AddressInfo).port}/`;
  });
  afterAll(() => void site.close().closeAllConnections());

  it('can neither act nor read, though nobody has to log in', async () => {
    const before = bench.copies('once');
    const other = await (await browser.newContext()).newPage();
    await other.goto(address);
    const api = new URL('/api', daemon.url).href;
    // What browsers send without asking first, and what they would have to ask for.
    const tries = `(async (api) => {
      const sent = (path, init) => fetch(api + path, init).then((answer) => answer.type === 'opaque' ? 'sent' : String(answer.status), () => 'refused');
      const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"name":"evil","command":"sleep 1000"}' };
      return [
        await sent('/stop?name=once', { method: 'POST', mode: 'no-cors' }),
        await sent('/stop?name=once', { method: 'POST' }),
        await sent('/register', json),
        await sent('/processes', {}),
      ];
    })(${JSON.stringify(api)})`;
    expect(await other.evaluate(tries)).toEqual(['sent', 'refused', 'refused', 'refused']);
    // A form leaves the page it is on: what comes is the answer of the daemon, which takes no forms from anybody.
    await other.setContent(`<form method="post" action="${api}/stop?name=once"><button>win a prize</button></form>`);
    await Promise.all([other.waitForURL(/\/api\/stop/), other.getByRole('button').click()]);
    expect(await other.locator('body').innerText()).toContain('PROVISR_MEDIA_TYPE_UNSUPPORTED');
    await other.goto(address);
    const told = other.waitForEvent('console', { predicate: (message) => /frame-ancestors|X-Frame-Options/.test(message.text()) });
    await other.setContent(`<iframe src="${pageOf(daemon)}"></iframe>`);
    await told;
    expect(bench.copies('once')).toEqual(before);
    expect(bench.copies('evil')).toEqual([]);
    await other.context().close();
  });
});
