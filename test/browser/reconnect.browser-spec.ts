import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess, waitFor } from '#testing';
import { openPage, startBrowser } from './browser.js';
import { closeAll, pageOf, PROCESSES } from './page-bench.js';

const bench = new DaemonBench('reconnect');
let browser: Browser;
let daemon: DaemonProcess;
let page: Page;

beforeAll(async () => {
  bench.configure({ processes: PROCESSES });
  daemon = await bench.serve();
  browser = await startBrowser();
  ({ page } = await openPage(browser, pageOf(daemon)));
  await isLive();
});
afterAll(() => closeAll(browser, bench));

const isLive = (): Promise<void> => page.getByText('live', { exact: true }).waitFor();
const pidShown = (): Promise<string> => page.getByRole('row', { name: 'worker' }).locator('td.pid').innerText();

/** A crash that the page shows was told by the daemon that is there now. */
async function showsWhatHappens(): Promise<void> {
  const [pid] = bench.copies('worker');
  process.kill(pid!, 'SIGKILL');
  await waitFor(
    async () => {
      const [next] = bench.copies('worker');
      return next !== undefined && next !== pid && (await pidShown()) === String(next);
    },
    { what: 'the page to show the next run' },
  );
}

describe('an open page', () => {
  it('goes on after an upgrade of the daemon', async () => {
    await daemon.client.daemon.upgrade();
    await waitFor(async () => (await daemon.client.daemon.upgradeState()).last !== null, { what: 'the end of the upgrade' });
    await isLive();
    await showsWhatHappens();
  });

  it('says that it is not live, and goes on with the daemon that comes after a kill', async () => {
    const { port } = new URL(daemon.url);
    process.kill(daemon.pid, 'SIGKILL');
    await page.getByText(/^not live/).waitFor();
    expect(await page.getByRole('rowheader').count()).toBeGreaterThan(3);
    bench.configure({ processes: PROCESSES, server: { listen: `127.0.0.1:${port}` } });
    daemon = await bench.serve();
    await isLive();
    await showsWhatHappens();
  });
});
