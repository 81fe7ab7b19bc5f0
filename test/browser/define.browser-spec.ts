import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, waitFor } from '#testing';
import { type OpenedPage, openPage, startBrowser } from './browser.js';
import { closeAll, leavePage, openProcess, pageOf, PROCESSES } from './page-bench.js';
import { violationsOf } from './violations.js';

const MADE = { name: 'made', command: 'sleep 1000', env: { API_TOKEN: 'hush' } };

const bench = new DaemonBench('define');
let browser: Browser;
let daemon: DaemonProcess;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  bench.configure({ processes: PROCESSES });
  daemon = await bench.serve();
  await daemon.client.processes.launch(MADE);
  browser = await startBrowser();
});
afterAll(() => closeAll(browser, bench));

beforeEach(async () => {
  opened = await openPage(browser, pageOf(daemon));
  ({ page } = opened);
});
afterEach(() => leavePage(opened));

const open = (name: string): Promise<void> => openProcess(page, name);

const field = (name: string) => page.getByLabel(name, { exact: true });
const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
const answer = (name: string): Promise<void> => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
const outcome = (text: string): Promise<void> => page.getByRole('log', { name: 'Outcomes' }).getByText(text).waitFor();
const files = (): string[] => {
  try {
    return readdirSync(join(bench.directory.path, 'programs'));
  } catch {
    return []; // Made with the first program.
  }
};

describe('a definition of the configuration', () => {
  it('is shown with its file, and not offered to be changed', async () => {
    await open('web-1');
    await page.getByText(`Defined in ${bench.configFile}: change it there, then reload.`).waitFor();
    expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Unregister' }).count()).toBe(0);
    await page.goto(`${pageOf(daemon)}#/processes/web-1?edit`);
    await page.getByRole('heading', { name: 'Edit web' }).waitFor();
    expect(await page.getByRole('form').count()).toBe(0);
  });

  it('covers its secrets until they are asked for', async () => {
    await open('web-1');
    await page.getByText('DB_PASSWORD=••••••').waitFor();
    await press('Show secrets');
    await page.getByText('DB_PASSWORD=hush').waitFor();
  });
});

describe('a new process', () => {
  it('is refused with what is wrong at each field, then written to a file and started', async () => {
    await page.getByRole('link', { name: 'New process' }).click();
    await field('name').fill('ne/w');
    await field('command').fill('sleep 1000');
    await field('instances').fill('many');
    await page.getByText(/^Output/).click();
    await field('log.dir').fill('relative');
    await press('Register and start');
    await page.getByRole('alert').waitFor();
    expect(await field('instances').getAttribute('aria-invalid')).toBe('true');
    const described = (await field('instances').getAttribute('aria-describedby')) ?? '';
    expect(await page.locator(`[id="${described.split(' ')[0]}"]`).innerText()).toBe('must be an integer number');
    expect(await field('name').getAttribute('aria-invalid')).toBe('true');
    expect(await violationsOf(page)).toEqual([]);
    await field('name').fill('new');
    await field('instances').fill('2');
    await press('Register and start');
    // Paths are looked at when everything else is right.
    await page.getByRole('alert').getByRole('button', { name: 'log.dir' }).click();
    await field('log.dir').fill(bench.logDir);
    await press('Register and start');
    await outcome('new: registered and started');
    await page.getByRole('heading', { name: 'new-1' }).waitFor();
    await page.getByRole('navigation', { name: 'Instances of new' }).getByRole('link', { name: 'new-2' }).click();
    await page.getByRole('heading', { name: 'new-2' }).waitFor();
    expect(files()).toEqual(['new.toml']);
    expect([...bench.copies('new-1'), ...bench.copies('new-2')]).toHaveLength(2);
  });

  it('is edited after being told what that does, and forgotten with its file', async () => {
    await open('new-2');
    const [pid] = bench.copies('new-2');
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByText(/^Start and stop/).click();
    await field('priority').fill('3');
    await press('Save …');
    await page.getByText('new-1, new-2 go on without a restart.').waitFor();
    await answer('Save');
    await outcome('new: saved');
    expect(readFileSync(join(bench.directory.path, 'programs', 'new.toml'), 'utf8')).toContain('priority = 3');
    expect(bench.copies('new-2')).toEqual([pid]);
    await page.getByRole('link', { name: 'Edit' }).click();
    await field('command').fill('sleep 1001');
    await press('Save …');
    await page.getByText('new-1, new-2 are restarted.').waitFor();
    await answer('Save and restart');
    await outcome('restarted: new-1, new-2');
    await waitFor(() => bench.copies('new-2').length === 1 && bench.copies('new-2')[0] !== pid, { what: 'another run' });
    await page.getByText('sleep 1001').waitFor();
    await press('Unregister');
    await page.getByRole('dialog').getByText('new-1').waitFor();
    await answer('Unregister');
    await outcome('new: unregistered');
    await page.getByRole('rowheader', { name: 'made' }).waitFor();
    await page.getByRole('rowheader', { name: 'new-1' }).waitFor({ state: 'detached' });
    expect(files()).toEqual([]);
    expect([...bench.copies('new-1'), ...bench.copies('new-2')]).toEqual([]);
  });
});

describe('a definition that is being written', () => {
  it('is not lost without a question, whichever way one goes', async () => {
    await open('made');
    await page.getByText('Started through the API').waitFor();
    await page.getByRole('link', { name: 'Edit' }).click();
    await field('command').fill('sleep 1002');
    await page.getByRole('link', { name: 'Processes' }).first().click();
    await answer('Cancel');
    expect(await field('command').inputValue()).toBe('sleep 1002');
    await page.goBack();
    await answer('Cancel');
    expect(await field('command').inputValue()).toBe('sleep 1002');
    const asked = new Promise<string>((resolve) => {
      page.once('dialog', (dialog) => {
        resolve(dialog.type());
        void dialog.dismiss();
      });
    });
    await page.close({ runBeforeUnload: true });
    expect(await asked).toBe('beforeunload');
    expect(await field('command').inputValue()).toBe('sleep 1002');
    await press('Cancel');
    await answer('Leave');
    await page.getByRole('heading', { name: 'made', level: 1 }).waitFor();
    expect(await daemon.client.processes.spec('made')).toMatchObject(MADE);
    // Nothing is lost any more.
    await page.getByRole('link', { name: 'Processes' }).first().click();
    await page.getByRole('rowheader', { name: 'made' }).waitFor();
  });

  it('fits a phone, and keeps nobody out', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open('made');
    await page.getByRole('link', { name: 'Edit' }).click();
    await field('command').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
  });
});

describe('the charts of a process', () => {
  it('tell their readings by the arrow keys', async () => {
    await open('made');
    const memory = page.getByRole('slider', { name: 'Memory, readings' });
    await waitFor(async () => Number(await memory.getAttribute('aria-valuemax')) >= 1, { what: 'two readings', timeoutMs: 20_000 });
    await memory.focus();
    await page.keyboard.press('Home');
    expect(await memory.getAttribute('aria-valuenow')).toBe('0');
    expect(await memory.getAttribute('aria-valuetext')).toMatch(/^\d.* at .*\d:\d\d/);
    await page.keyboard.press('ArrowRight');
    expect(await memory.getAttribute('aria-valuenow')).toBe('1');
    expect(await violationsOf(page)).toEqual([]);
  });
});
