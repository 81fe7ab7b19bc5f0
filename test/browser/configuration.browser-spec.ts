import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, type SpecInput, waitFor } from '#testing';
import { type OpenedPage, openPage, startBrowser } from './browser.js';
import { closeAll, leavePage, pageOf, PROCESSES, TOKENS, type TokenRole, withTokens } from './page-bench.js';
import { violationsOf } from './violations.js';

const bench = new DaemonBench('configuration-page');
let browser: Browser;
let daemon: DaemonProcess;
let opened: OpenedPage;
let page: Page;

const [web, ...others] = PROCESSES as readonly [SpecInput, ...SpecInput[]];
const PLUGINS = [{ use: './missing.mjs', required: false }];

function configure(first: SpecInput = web, rest: readonly SpecInput[] = others): void {
  bench.configure({ processes: [first, ...rest], plugins: PLUGINS, ...withTokens() });
}

beforeAll(async () => {
  configure();
  daemon = await bench.serve({ token: TOKENS.admin });
  browser = await startBrowser();
});
afterAll(() => closeAll(browser, bench));
afterEach(() => leavePage(opened));

async function open(place: string, role: TokenRole = 'admin'): Promise<void> {
  opened = await openPage(browser, `${pageOf(daemon)}#/${place}`);
  ({ page } = opened);
  await page.getByLabel('Token').fill(TOKENS[role]);
  await page.keyboard.press('Enter');
  await page.getByText('live', { exact: true }).waitFor();
}

const preview = (): Locator => page.getByRole('region', { name: 'What a reload would do' });
const button = (name: string): Locator => page.getByRole('button', { name });
const change = (name: string): Locator =>
  preview()
    .getByRole('listitem')
    .filter({ has: page.getByText(name, { exact: true }) });
const fits = (): Promise<boolean> => page.evaluate('document.documentElement.scrollWidth <= innerWidth');

describe('the page of the configuration', () => {
  it('shows what is in force with its defaults and files, and no secret to anybody', async () => {
    await open('configuration');
    await preview().getByText('Nothing: the files on disk are what the daemon goes by.').waitFor();
    await page.getByText(bench.configFile, { exact: true }).waitFor();
    await page.locator('summary', { hasText: 'web' }).click();
    const definition = page.locator('details', { hasText: 'web' }).first();
    expect(await definition.innerText()).toMatch(/env[.]DB_PASSWORD\s+[*]{3}[\s\S]*stop_timeout\s+10s/);
    expect(await definition.locator('dt.written').allInnerTexts()).toContain('instances');
    await page.getByPlaceholder('Only keys with').fill('base_path');
    await page.getByRole('region', { name: 'Settings' }).getByText('/api').waitFor();
    expect(await page.content()).not.toContain('hush');
    await page.getByPlaceholder('Only keys with').fill('');
    expect(await violationsOf(page)).toEqual([]);
  });

  it('shows key by key what a reload would do, and does it after a question, by keyboard alone', async () => {
    await open('configuration');
    const [first] = bench.copies('web-1');
    configure({ ...web, env: ['PORT=2', 'DB_PASSWORD=shush'], stop_timeout: '3s' }, [
      ...others.slice(1),
      { name: 'new', command: 'sleep 1000' },
    ]);
    await button('Look again').click();
    expect(await change('web').innerText()).toMatch(
      /changed\s+web\s+restarts web-1, web-2[\s\S]*another secret[\s\S]*env[.]PORT\s+1\s*→\s*becomes\s*2/,
    );
    expect(await change('worker').innerText()).toMatch(/removed/);
    expect(await violationsOf(page)).toEqual([]);
    expect(bench.copies('web-1')).toEqual([first]);
    await button('Reload …').focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Reload the configuration?' });
    await dialog.getByText('worker is stopped and removed').waitFor();
    await page.keyboard.press('Escape');
    expect(bench.copies('worker')).toHaveLength(1);
    await button('Reload …').press('Enter');
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Reloaded: 1 added, 1 removed, 2 restarted').waitFor();
    await preview().getByText('Nothing: the files').waitFor();
    // What is in force is another one now, without being asked for.
    await page.locator('summary', { hasText: 'new' }).waitFor();
    expect([bench.copies('worker'), bench.copies('new').length]).toEqual([[], 1]);
    expect(bench.copies('web-1')).not.toEqual([first]);
  });

  it('reloads nothing but what was seen', async () => {
    await open('configuration');
    // The first look is over: what is seen next is of the second.
    await preview().getByText('Nothing: the files').waitFor();
    configure();
    await button('Look again').click();
    await change('worker').getByText('added').waitFor();
    configure(web, others.slice(1));
    await button('Reload …').click();
    await page.getByText('The files have changed meanwhile').waitFor();
    await change('worker').waitFor({ state: 'detached' });
    expect(await page.getByRole('dialog').count()).toBe(0);
    configure();
  });

  it('says where a wrong configuration is wrong, and offers no reload', async () => {
    bench.configure({ processes: [{ ...web, comand: 'x' }, ...others], ...withTokens() });
    await open('configuration');
    await preview()
      .getByText(/did you mean "command"/)
      .waitFor();
    await preview()
      .getByText(/config[.]json:\d+:\d+/)
      .waitFor();
    expect(await button('Reload …').isDisabled()).toBe(true);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await fits()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    configure();
  });

  it('shows an operator what would happen, and a viewer what is', async () => {
    await open('configuration', 'operator');
    await change('worker').waitFor();
    expect(await button('Reload …').count()).toBe(0);
    await page.context().close();
    await open('configuration', 'viewer');
    await page.getByRole('region', { name: 'Settings' }).getByText('server.listen').waitFor();
    expect([await preview().count(), await button('Look again').count()]).toEqual([0, 0]);
    await page.locator('summary', { hasText: 'web' }).click();
    expect(await page.locator('details', { hasText: 'web' }).first().innerText()).toMatch(/env[.]PORT\s+[*]{3}/);
  });
});

describe('the pages about the daemon', () => {
  it('tell what it is, what extends it, what it can do, and what it promises', async () => {
    await open('plugins', 'viewer');
    const row = page.getByRole('row', { name: 'missing.mjs' });
    await row.getByText('left out').waitFor();
    await row.getByText(/there is no file/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'About' }).click();
    const about = await daemon.client.daemon.about();
    await page.getByText(String(about.pid), { exact: true }).waitFor();
    await page.getByText(about.state_dir, { exact: true }).waitFor();
    await page.getByText(about.spawner.native ? /Processes are made by posix_spawn/ : /Not here: /).waitFor();
    expect(await button('Upgrade …').count()).toBe(0);
    await page.locator('summary', { hasText: 'Who is signalled' }).click();
    await page.getByText('Nobody is signalled on the strength of a PID alone').waitFor();
    for (const [link, text] of [
      ['licences of what this page is made of', 'Jason Miller'],
      ['the whole text names it', 'What is not promised'],
    ] as const) {
      const address = await page.getByRole('link', { name: link }).getAttribute('href');
      expect(await (await fetch(new URL(address ?? '', page.url()))).text()).toContain(text);
    }
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await fits()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
  });

  it('upgrade it after a question, and tell how that ended', async () => {
    await open('about');
    const [first] = bench.copies('once');
    await button('Upgrade …').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Upgrade' }).click();
    await page.getByText(/^Upgraded to /).waitFor();
    await page.getByText(/upgraded from .* processes went on/).waitFor();
    await waitFor(async () => (await page.getByText('live', { exact: true }).count()) === 1, { what: 'the page to be live again' });
    expect(bench.copies('once')).toEqual([first]);
  });
});
