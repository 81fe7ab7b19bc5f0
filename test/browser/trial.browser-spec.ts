import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaemonBench } from '#testing';
import { openPage, startBrowser } from './browser.js';
import { closeAll } from './page-bench.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A copy of what `npm start` serves: with other logs, and at ports that are free. */
const bench = new DaemonBench('trial');
let browser: Browser;
let daemon: ChildProcess;

beforeAll(async () => {
  cpSync(join(ROOT, 'config'), bench.directory.path, { recursive: true, filter: (path) => !/config[/](?:run|logs)(?:[/]|$)/.test(path) });
  const config = readFileSync(join(ROOT, 'config', 'config.toml'), 'utf8')
    .replace('127.0.0.1:8080', '127.0.0.1:0')
    .replace('8081', '0');
  bench.directory.write('config.toml', config);
  browser = await startBrowser();
});
afterAll(async () => {
  if (daemon?.exitCode === null) {
    daemon.kill('SIGTERM');
    await once(daemon, 'exit');
  }
  await closeAll(browser, bench);
});

/** What is printed until the address of the page is among it. */
function addressOfPage(): Promise<string> {
  const env = { ...process.env, ...bench.env };
  daemon = spawn('npm', ['start', '--', join(bench.directory.path, 'config.toml')], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (text: Buffer): void => {
      said += text.toString();
      const [address] = /http:\/\/\S+\/ui\/?/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    };
    daemon.stdout?.on('data', listen);
    daemon.stderr?.on('data', listen);
    daemon.once('exit', (code) => reject(new Error(`npm start ended with ${code}: ${said}`)));
  });
}

describe('who sees it for the first time', () => {
  // By what is written on the page alone. A minute is what it may take.
  it('finds the program that crashes, why, and what it said, and stops it', { timeout: 60_000 }, async () => {
    const begun = performance.now();
    const steps: string[] = [];
    const done = (step: string): void => void steps.push(`${step} ${((performance.now() - begun) / 1000).toFixed(1)}`);
    const address = await addressOfPage();
    done('npm start says where');
    const { page, complaints } = await openPage(browser, address);
    // The first run ends after three seconds.
    const crashing = page.getByRole('row').filter({ has: page.getByText('backoff', { exact: true }) });
    await crashing.waitFor();
    done('found');
    await crashing.getByRole('link').click();
    const why = page.getByRole('region', { name: 'Why' });
    await why
      .getByText(/exit code 3|code 3/)
      .first()
      .waitFor();
    done('why it crashes');
    await page.getByRole('region', { name: 'Lines of the log' }).getByText('out of luck').first().waitFor();
    done('its log');
    await page.getByRole('button', { name: /^Stop/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await page.getByText('flaky: stopped').waitFor();
    done('stopped');
    process.stdout.write(`a new user, seconds after npm start: ${steps.join(', ')}\n`);
    expect(complaints).toEqual({ said: [], strangers: [] });
    await page.context().close();
  });
});
