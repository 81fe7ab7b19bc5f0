import { createHash, randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { DaemonBench, type DaemonProcess, type SpecInput } from '#testing';
import type { OpenedPage } from './browser.js';

export const TOKENS = { viewer: newToken(), operator: newToken(), admin: newToken() };
export type TokenRole = keyof typeof TOKENS;

const GREETS = "printf '\\033[32mready\\033[0m to \\033[1;31mserve\\033[0m\\n'; echo 'a word of warning' >&2; exec sleep 1000";
const steady: SpecInput = { name: 'web', command: `sh -c "${GREETS.replaceAll('"', '\\"')}"`, instances: 2, auto_restart: true };

/** Processes of every kind that the page has to show. */
export const PROCESSES: readonly SpecInput[] = [
  { ...steady, env: ['PORT=1', 'DB_PASSWORD=hush'] },
  { name: 'worker', command: 'sleep 1000', auto_restart: true },
  { name: 'once', command: 'sleep 1000' },
  { name: 'flaky', command: "sh -c 'echo going down >&2; exit 3'", start_duration: '0s', auto_restart: true, restart_interval: '1h' },
];

/** Where the page of a daemon lies, whose client knows where its API does. */
export function pageOf(daemon: DaemonProcess): string {
  return `${new URL(daemon.url).origin}/ui/`;
}

/** A configuration in which everybody needs a token. */
export function withTokens(basePath = '/api'): Readonly<Record<string, unknown>> {
  const tokens = Object.entries(TOKENS).map(([role, token]) => ({ name: `the-${role}`, role, hash: hashOf(token) }));
  return { server: { listen: '127.0.0.1:0', base_path: basePath, auth: { tokens } } };
}

/** Ends what a test has started, also when something of it did not start. */
export async function closeAll(browser: Browser | undefined, bench: DaemonBench): Promise<void> {
  await browser?.close();
  await bench.close();
}

/** Closes a page that is over: nothing that the policy forbids was tried, no script failed, nobody else was asked. */
export async function leavePage({ page, complaints }: OpenedPage): Promise<void> {
  await page.context().close();
  expect(complaints).toEqual({ said: [], strangers: [] });
}

/** From the table to the page of a process. */
export async function openProcess(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

function newToken(): string {
  return `pvr_${randomBytes(32).toString('base64url')}`;
}

function hashOf(token: string): string {
  return `sha256:${createHash('sha256').update(token).digest('hex')}`;
}
