// Takes docs/images/page.png: a real daemon with processes that work, fail and wait, and its page in Chromium, the table above and one process
// below. Usage: npm run try:page-picture. Needs a build, chromium and the free port 8080.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** So long the processes run before the picture is taken: figures have settled, the failing one has been restarted a few times. */
const SETTLE_MS = 25_000;

const directory = mkdtempSync(join(tmpdir(), 'provisr-picture-'));
// Those of the picture of `provisr top`.
for (const file of ['demo.toml', 'works.mjs']) copyFileSync(root(`test/manual/top-picture/${file}`), join(directory, file));

async function draw(origin) {
  const browser = await chromium.launch({ executablePath: process.env['PROVISR_CHROMIUM'] ?? '/usr/bin/chromium', args: ARGUMENTS });
  const page = await browser.newPage({ viewport: { width: 1240, height: 700 }, deviceScaleFactor: 2, colorScheme: 'light' });
  await page.goto(`${origin}/ui/`);
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: root('docs/images/page.png') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('link', { name: 'mailer' }).click();
  await page.waitForTimeout(3000);
  await page.screenshot({ path: root('docs/images/page-process.png') });
  await browser.close();
}

const env = { ...process.env, HOME: directory, PROVISR_HOME: directory };
const daemon = spawn(process.execPath, [root('bin/provisr.mjs'), 'serve', 'demo.toml'], {
  cwd: directory,
  env,
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const ended = once(daemon, 'exit');
try {
  const [message] = await Promise.race([once(daemon, 'message'), ended.then(() => [null])]);
  if (message?.type !== 'provisr.ready') throw new Error('the daemon did not start: it says why above');
  await draw(new URL(message.urls[0]).origin);
  process.stdout.write('wrote docs/images/page.png and page-process.png\n');
} finally {
  daemon.kill('SIGTERM');
  await ended;
  rmSync(directory, { recursive: true, force: true });
}
