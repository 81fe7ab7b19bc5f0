import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { fastify } from 'fastify';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScratchDirectory, scratchDirectory, waitFor } from '#testing';
import { createProvisr, type Provisr } from '../../src/embed/index.js';
import { openPage, startBrowser } from './browser.js';

const PREFIX = '/tools/provisr';

let directory: ScratchDirectory;
let provisr: Provisr;
let browser: Browser;

beforeAll(async () => {
  directory = scratchDirectory('embedded-page');
  const processes = ['one', 'two'].map((name) => ({ type: 'process', spec: { name, command: 'sleep 600' } }));
  provisr = await createProvisr({ config: { pid_dir: `${directory.path}/run`, processes }, directory: directory.path, logger: false });
  await provisr.booted;
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await provisr?.close();
  directory?.remove();
});

interface Host {
  readonly origin: string;
  readonly close: () => unknown;
}

const HOSTS: Readonly<Record<string, () => Promise<Host>>> = {
  Express: async () => {
    const server: Server = createServer(express().use(PREFIX, provisr.handler));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const close = (): void => void server.close().closeAllConnections();
    return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
  },
  Fastify: async () => {
    const app = fastify({ forceCloseConnections: true });
    await app.register(provisr.fastify, { prefix: PREFIX });
    return { origin: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
  },
};

describe.each(Object.entries(HOSTS))('the page beneath a prefix of a host on %s', (_name, host) => {
  it('is live, and acts', async () => {
    const { origin, close } = await host();
    try {
      const { page, complaints } = await openPage(browser, `${origin}${PREFIX}/ui`);
      await page.getByText('live', { exact: true }).waitFor();
      const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'one' }) });
      await row.getByRole('button', { name: 'Restart one' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Restart' }).click();
      await page.getByText('one: restarted').waitFor();
      // Told by the host, shown by the page.
      await provisr.manager.stop({ kind: 'name', name: 'one' });
      await row.getByText('stopped', { exact: true }).waitFor();
      await row.getByRole('button', { name: 'Start one', exact: true }).click();
      await row.getByText('running', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'two' }).click();
      await page.getByRole('heading', { name: 'two', level: 1 }).waitFor();
      await waitFor(async () => (await page.getByText('Nothing was written yet.').count()) === 1, { what: 'the log to be open' });
      expect(complaints).toEqual({ said: [], strangers: [] });
      await page.context().close();
    } finally {
      await close();
    }
  });
});
