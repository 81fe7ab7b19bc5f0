import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, waitFor } from '#testing';
import { type OpenedPage, openPage, startBrowser } from './browser.js';
import { closeAll, pageOf, PROCESSES, TOKENS, type TokenRole, withTokens } from './page-bench.js';
import { violationsOf } from './violations.js';

const bench = new DaemonBench('groups-and-cron');
const opened: OpenedPage[] = [];
let browser: Browser;
let daemon: DaemonProcess;

const GROUPS = [
  { name: 'stack', members: ['web', 'worker'] },
  { name: 'half', members: ['once', 'broken'] },
];

const CRONJOBS = [
  { name: 'nightly', schedule: '30 2 * * 1-5', time_zone: 'America/New_York', command: "sh -c 'echo saved; exit 3'" },
  { name: 'often', schedule: '@every 500ms', command: 'true', suspend: true },
  { name: 'slow', schedule: '@hourly', command: 'sleep 1000', concurrency_policy: 'Replace' },
];
const BROKEN = { name: 'broken', command: "sh -c 'exit 5'", start_duration: '5s' };
const CONFIG = { processes: [...PROCESSES, BROKEN], cronjobs: CRONJOBS, groups: GROUPS, ...withTokens() };

beforeAll(async () => {
  bench.configure(CONFIG);
  daemon = await bench.serve({ token: TOKENS.admin });
  browser = await startBrowser();
});
afterAll(() => closeAll(browser, bench));

afterEach(async () => {
  const complaints = opened.splice(0);
  await Promise.all(complaints.map(({ page }) => page.context().close()));
  for (const { complaints: told } of complaints) expect(told).toEqual({ said: [], strangers: [] });
});

async function open(role: TokenRole, place: string): Promise<Page> {
  const one = await openPage(browser, `${pageOf(daemon)}${place}`, { token: TOKENS[role] });
  opened.push(one);
  return one.page;
}

const answer = (page: Page, name: string): Promise<void> => page.getByRole('dialog').getByRole('button', { name }).click();
const outcome = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByRole('log', { name: 'Outcomes' }).getByText(text).last().waitFor();
/** Wide and light, narrow and dark. */
const keepsNobodyOut = async (page: Page): Promise<void> => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await violationsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(await violationsOf(page)).toEqual([]);
};

describe('the page of the groups', () => {
  const group = (page: Page, name: string): Locator => page.getByRole('region', { name: `Group ${name}` });
  const member = (page: Page, name: string): Locator => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
  const press = (page: Page, deed: string, name: string): Promise<void> =>
    page.getByRole('button', { name: `${deed} group ${name}`, exact: true }).click();

  it('is found by the navigation, and shows members, states and counts', async () => {
    const page = await open('operator', '');
    await page.getByRole('rowheader', { name: 'web-1' }).waitFor();
    const pages = page.getByRole('navigation', { name: 'Pages' });
    await pages.getByRole('link', { name: 'Groups' }).click();
    await page.getByRole('heading', { name: 'Groups', level: 1 }).waitFor();
    expect(await pages.locator('[aria-current=page]').allInnerTexts()).toEqual(['Groups']);
    expect(await page.title()).toBe('Groups – provisr');
    await group(page, 'stack').getByText('3 running').waitFor();
    await group(page, 'half').getByText('1 failed').waitFor();
    expect(await group(page, 'stack').getByRole('link').allInnerTexts()).toEqual(['In the table', 'web-1', 'web-2', 'worker']);
    await group(page, 'stack').getByRole('link', { name: 'In the table' }).click();
    await waitFor(async () => (await page.getByRole('rowheader').allInnerTexts()).join() === 'web-1,web-2,worker');
    await page.goBack();
    await group(page, 'stack').getByRole('link', { name: 'web-2' }).click();
    await page.getByRole('heading', { name: 'web-2', level: 1 }).waitFor();
  });

  it('stops, starts and restarts all of one, and tells what became of each', async () => {
    const page = await open('operator', '#/groups');
    await press(page, 'Stop', 'stack');
    await answer(page, 'Stop');
    await outcome(page, 'the group stack (3): stopped');
    await group(page, 'stack').getByText('3 stopped').waitFor();
    expect([...bench.copies('web-1'), ...bench.copies('web-2'), ...bench.copies('worker')]).toEqual([]);
    await press(page, 'Start', 'stack');
    await outcome(page, 'the group stack (3): started');
    const before = bench.copies('worker');
    expect(before).toHaveLength(1);
    await press(page, 'Restart', 'stack');
    await answer(page, 'Restart');
    await outcome(page, 'the group stack (3): restarted');
    expect(bench.copies('worker')).not.toEqual(before);
    await member(page, 'worker').getByText('restarted').waitFor();

    await press(page, 'Start', 'half');
    await outcome(page, /broken did not start: exit code 5/);
    await member(page, 'once').getByText('started').waitFor();
    await member(page, 'broken').getByText('did not start: exit code 5').waitFor();
  });

  it('shows what happens without being asked', async () => {
    const page = await open('viewer', '#/groups');
    await group(page, 'stack').getByText('3 running').waitFor();
    await daemon.client.processes.stop({ name: 'worker' });
    await group(page, 'stack').getByText('1 stopped').waitFor();
    await daemon.client.processes.start({ name: 'worker' });
    await group(page, 'stack').getByText('3 running').waitFor();
    bench.configure({ ...CONFIG, groups: [...GROUPS, { name: 'late', members: ['worker'] }] });
    await daemon.client.daemon.reload();
    await group(page, 'late').getByText('1 running').waitFor();
  });

  it('says so when its code cannot be had, and takes another try', async () => {
    const page = await open('viewer', '');
    // As after an upgrade: files have other names by then.
    await page.route('**/groups-page*.js', (route) => route.abort());
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Groups' }).click();
    await page.getByRole('heading', { name: 'This page could not be loaded' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.unroute('**/groups-page*.js');
    await page.getByRole('button', { name: 'Load it again' }).click();
    await group(page, 'stack').waitFor();
  });

  it('is used by keyboard alone', async () => {
    const page = await open('operator', '');
    await page.getByRole('rowheader', { name: 'web-1' }).waitFor();
    const reach = async (label: string): Promise<void> => {
      const isThere = (): Promise<boolean> =>
        page.evaluate(`[document.activeElement?.ariaLabel, document.activeElement?.textContent].includes(${JSON.stringify(label)})`);
      for (let presses = 0; presses < 25 && !(await isThere()); presses += 1) await page.keyboard.press('Tab');
      expect(await isThere()).toBe(true);
      await page.keyboard.press('Enter');
    };
    await reach('Groups');
    await page.getByRole('heading', { name: 'Groups', level: 1 }).waitFor();
    // The focus is at the beginning of what was opened, not in the navigation any more.
    expect(await page.evaluate('document.activeElement?.tagName')).toBe('MAIN');
    await reach('Restart group half');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement?.ariaLabel')).toBe('Restart group half');
  });

  it('keeps nobody out, fits a phone, and shows a viewer no buttons', async () => {
    const page = await open('operator', '#/groups');
    await press(page, 'Start', 'half');
    await outcome(page, /broken did not start/);
    await keepsNobodyOut(page);
    const other = await open('viewer', '#/groups');
    await group(other, 'stack').getByText('3 running').waitFor();
    expect(await other.getByRole('main').getByRole('button').count()).toBe(0);
  });
});

describe('the page of the cronjobs', () => {
  const job = (page: Page, name: string): Locator =>
    page
      .getByRole('list', { name: 'Cronjobs' })
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name, exact: true }) });
  const run = (page: Page, text: string): Locator => page.getByRole('region', { name: 'Table of runs' }).getByRole('row', { name: text });

  it('says when each runs, in words and as it is written, and how it went last', async () => {
    const page = await open('viewer', '#/cron');
    await job(page, 'nightly').getByText('At 02:30, Monday through Friday').waitFor();
    expect(await job(page, 'nightly').innerText()).toMatch(
      /30 2 \* \* 1-5\s+America\/New_York\s+Next run\s.*in \d.*\sLast run\s+none yet/s,
    );
    await job(page, 'often').getByText('suspended', { exact: true }).waitFor();
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
    // Somebody else does something.
    await daemon.client.cronjobs.resume('often');
    await job(page, 'often').getByText('suspended', { exact: true }).waitFor({ state: 'detached' });
    await job(page, 'often').getByText('succeeded').waitFor();
    await daemon.client.cronjobs.suspend('often');
    await job(page, 'often').getByText('suspended', { exact: true }).waitFor();
    await job(page, 'nightly').getByRole('link', { name: 'nightly' }).click();
    await page.getByText('Next runs, here and by the clock of America/New_York').waitFor();
    const due = await page.locator('.next-runs li').allInnerTexts();
    expect(due).toHaveLength(5);
    for (const text of due) expect(text).toContain('2:30:00');
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
  });

  it('runs one now, and leads to its log', async () => {
    const page = await open('operator', '#/cron');
    await page.getByRole('button', { name: 'Run now: nightly' }).click();
    await outcome(page, 'nightly: a run has begun');
    await job(page, 'nightly').getByText('failed', { exact: true }).waitFor();
    await job(page, 'nightly').getByRole('link', { name: 'nightly' }).click();
    await run(page, 'failed').waitFor();
    expect(await page.title()).toBe('nightly – provisr');
    const took = expect.stringMatching(/^\d.* s$/) as string;
    expect(await run(page, 'failed').getByRole('cell').allInnerTexts()).toEqual(['failed', '3', took, 'hand', 'nightly']);
    await page.getByRole('link', { name: 'Log of nightly' }).click();
    await page.getByText('saved', { exact: true }).waitFor();
  });

  it('asks before it ends a run, stops one, suspends and resumes', async () => {
    const page = await open('operator', '#/cron/slow');
    await page.getByRole('button', { name: 'Run now: slow' }).click();
    await run(page, 'running').waitFor();
    const [first] = bench.copies('slow');
    await page.getByRole('button', { name: 'Run now: slow' }).click();
    await answer(page, 'Cancel');
    expect(bench.copies('slow')).toEqual([first]);
    await page.getByRole('button', { name: 'Run now: slow' }).click();
    await answer(page, 'Run now');
    await run(page, 'it made room for the next run').waitFor();
    await page.getByRole('button', { name: 'Stop the run of slow' }).click();
    await answer(page, 'Stop');
    await outcome(page, 'slow: stopped');
    await waitFor(async () => (await run(page, 'stopped').count()) === 2, { what: 'both runs to be told of' });
    expect(bench.copies('slow')).toEqual([]);
    await page.getByRole('button', { name: 'Suspend slow' }).click();
    await page.getByText('It is suspended').waitFor();
    await page.getByRole('button', { name: 'Resume slow' }).click();
    await outcome(page, 'slow: runs by its schedule again');
    await page.getByRole('heading', { name: 'Next runs' }).waitFor();
  });

  it('keeps nobody out, and fits a phone', async () => {
    const page = await open('operator', '#/cron');
    await job(page, 'nightly').getByText('failed', { exact: true }).waitFor();
    await keepsNobodyOut(page);
    await page.getByRole('link', { name: 'slow', exact: true }).focus();
    await page.keyboard.press('Enter');
    await run(page, 'stopped').first().waitFor();
    await keepsNobodyOut(page);
  });
});
