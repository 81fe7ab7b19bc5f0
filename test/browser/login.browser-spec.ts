import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench, type DaemonProcess } from '#testing';
import { openPage, startBrowser } from './browser.js';
import { closeAll, pageOf, PROCESSES, TOKENS, type TokenRole, withTokens } from './page-bench.js';
import { violationsOf } from './violations.js';

const bench = new DaemonBench('login');
let browser: Browser;
let daemon: DaemonProcess;

beforeAll(async () => {
  bench.configure({ processes: PROCESSES, ...withTokens('/control/api') });
  daemon = await bench.serve({ token: TOKENS.admin });
  browser = await startBrowser();
});
afterAll(() => closeAll(browser, bench));

async function logIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.keyboard.press('Enter');
}

async function inside(role: TokenRole): Promise<Page> {
  const { page } = await openPage(browser, pageOf(daemon));
  await logIn(page, TOKENS[role]);
  await page.getByRole('rowheader', { name: 'web-1' }).waitFor();
  return page;
}

/** What `fetch` would follow or unpack by itself. */
function raw(path: string, headers: Record<string, string> = {}): Promise<{ status: number; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, daemon.url), { headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    asked.once('error', reject);
    asked.end();
  });
}

describe('a daemon with tokens', () => {
  it('lets in who has one, for as long as the tab is open', async () => {
    const { page, complaints } = await openPage(browser, pageOf(daemon));
    await logIn(page, 'pvr_wrong');
    await page.getByText('the token is not known').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await logIn(page, TOKENS.operator);
    await page.getByRole('rowheader', { name: 'web-1' }).waitFor();
    await page.getByText('the-operator').waitFor();
    await page.reload();
    await page.getByRole('rowheader', { name: 'web-1' }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual([]);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token').waitFor();
    expect(await page.evaluate('Object.keys(sessionStorage)')).toEqual([]);
    expect(complaints).toEqual({ said: [], strangers: [] });
    await page.context().close();
  });

  it('shows a viewer nothing that a viewer may not press', async () => {
    const page = await inside('viewer');
    expect(await page.getByRole('button', { name: /Stop|Start|Restart once/ }).count()).toBe(0);
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await page.getByRole('link', { name: 'web-1' }).click();
    await page.getByText('DB_PASSWORD=***').waitFor();
    expect(await page.getByRole('button', { name: /^(Stop|Start|Restart|Unregister|Show secrets)/ }).count()).toBe(0);
    // Nor by its address.
    expect(await page.getByRole('link', { name: /^(New process|Edit)$/ }).count()).toBe(0);
    await page.goto(`${pageOf(daemon)}#/register`);
    await page.getByText('Defining processes needs the role admin.').waitFor();
    expect(await page.getByRole('textbox').count()).toBe(0);
    await page.context().close();
  });

  it('lets an operator act', async () => {
    const page = await inside('operator');
    await page.getByRole('button', { name: 'Restart once' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restart' }).click();
    await page.getByText('once: restarted').waitFor();
    await page.context().close();
  });
});

describe('behind a proxy that takes a prefix away', () => {
  let proxy: Server;

  beforeAll(async () => {
    const { hostname, port } = new URL(daemon.url);
    proxy = createServer((asked, answer) => {
      const path = (asked.url ?? '').replace(/^[/]apps[/]provisr/, '');
      const passed = request({ hostname, port, path, method: asked.method, headers: asked.headers }, (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      });
      answer.once('close', () => passed.destroy());
      passed.on('error', () => answer.destroy());
      asked.pipe(passed);
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    proxy.close();
    proxy.closeAllConnections();
  });

  it('is found, live, and acts', async () => {
    const { page, complaints } = await openPage(browser, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/apps/provisr/ui`);
    await logIn(page, TOKENS.admin);
    await page.getByText('live', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Restart once' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restart' }).click();
    await page.getByText('once: restarted').waitFor();
    expect(complaints).toEqual({ said: [], strangers: [] });
    await page.context().close();
  });
});

describe('the files of the page', () => {
  it('are found from the address without a slash', async () => {
    expect(await raw('/ui')).toMatchObject({ status: 308, headers: { location: 'ui/' } });
  });

  it('come compressed, are kept for ever by their name, and are asked for again by their tag', async () => {
    const document = await (await fetch(new URL('/ui/', daemon.url))).text();
    const script = /assets\/[\w.-]+[.]js/.exec(document)?.[0] ?? '';
    for (const encoding of ['br', 'gzip']) {
      const { status, headers } = await raw(`/ui/${script}`, { 'accept-encoding': encoding });
      expect({ status, encoding: headers['content-encoding'] }).toEqual({ status: 200, encoding });
      expect(headers['cache-control']).toContain('immutable');
      expect((await raw(`/ui/${script}`, { 'accept-encoding': encoding, 'if-none-match': String(headers['etag']) })).status).toBe(304);
    }
    expect((await raw('/ui/assets/none.js')).status).toBe(404);
    expect((await raw('/ui/assets/..%2f..%2fpackage.json')).status).toBe(404);
  });

  it('are small: all pages together no more than 150 KB on the way', () => {
    const folder = new URL('../../dist/ui/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.br'));
    const bytes = files.reduce((sum, path) => sum + statSync(new URL(path, folder)).size, 0);
    expect(files.length).toBeGreaterThan(10);
    expect(bytes).toBeLessThan(150_000);
  });

  it('forbid what they do not need', async () => {
    const { headers } = await raw('/ui/');
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*script-src 'self';/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
  });
});
