import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** It must look up nobody: the machine that tests may have no network. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Whatever takes longer does not happen, ms. */
const LONGEST_MS = 15_000;

/** What a page told that it should not have to tell. */
export interface Complaints {
  /** Errors of scripts, and violations of the policy, which the console tells. */
  readonly said: string[];
  /** Addresses of other origins that were asked for. */
  readonly strangers: string[];
}

export interface OpenedPage {
  readonly page: Page;
  readonly complaints: Complaints;
}

/** A browser without a window. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['PROVISR_CHROMIUM'] ?? '/usr/bin/chromium', args: ARGUMENTS });
}

export interface OpenOptions extends BrowserContextOptions {
  /** Somebody who has logged in before. */
  readonly token?: string;
}

/** Opens a page in a profile of its own. */
export async function openPage(browser: Browser, url: string, { token, ...options }: OpenOptions = {}): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  if (token !== undefined) await context.addInitScript(`sessionStorage.setItem('provisr.token', ${JSON.stringify(token)})`);
  const page = await context.newPage();
  page.setDefaultTimeout(LONGEST_MS);
  const complaints: Complaints = { said: [], strangers: [] };
  page.on('pageerror', (error) => complaints.said.push(error.message));
  page.on('console', (message) => {
    // That an address answers with an error is told there too; what comes of it is up to the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.said.push(message.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(url).origin) complaints.strangers.push(request.url());
  });
  await page.goto(url);
  return { page, complaints };
}
