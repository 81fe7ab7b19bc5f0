// Takes docs/images/top.png: a real daemon with processes that work, fail and wait, `provisr top` in a real terminal, a browser that draws what the
// terminal shows. Usage: npm run try:top-picture. Needs a build, tmux, chromium and the free port 8080.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COLUMNS, page, pictureSize, ROWS } from './page.mjs';

const root = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const BIN = root('bin/provisr.mjs');
const PICTURE = root('docs/images/top.png');
/** So long the processes run before the picture is taken: figures have settled, the failing one has been restarted a few times. */
const SETTLE_MS = 25_000;

const directory = mkdtempSync(join(tmpdir(), 'provisr-picture-'));
const env = { ...process.env, HOME: directory, PROVISR_HOME: directory, TMUX: '', LANG: 'C.UTF-8' };
delete env['NO_COLOR'];
const tmux = (...args) => execFileSync('tmux', ['-L', 'provisr-picture', '-f', '/dev/null', ...args], { env, encoding: 'utf8' });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function show() {
  tmux('new-session', '-d', '-x', String(COLUMNS), '-y', String(ROWS), `'${process.execPath}' '${BIN}' top`);
  await pause(SETTLE_MS);
  for (const key of ['Down', 'Down', 'Down']) tmux('send-keys', key);
  await pause(3000);
  return tmux('capture-pane', '-p', '-e', '-N');
}

function draw(screen) {
  const html = join(directory, 'top.html');
  const png = join(directory, 'top.png');
  writeFileSync(html, page(screen));
  const { width, height } = pictureSize();
  const size = [`--window-size=${width},${height}`, '--force-device-scale-factor=2', '--hide-scrollbars'];
  execFileSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu', ...size, `--screenshot=${png}`, `file://${html}`], {
    env,
    stdio: 'ignore',
  });
  mkdirSync(root('docs/images'), { recursive: true });
  copyFileSync(png, PICTURE);
}

copyFileSync(here('demo.toml'), join(directory, 'demo.toml'));
copyFileSync(here('works.mjs'), join(directory, 'works.mjs'));
const daemon = spawn(process.execPath, [BIN, 'serve', 'demo.toml'], { cwd: directory, env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
const ended = once(daemon, 'exit');
try {
  const [message] = await Promise.race([once(daemon, 'message'), ended.then(() => [null])]);
  if (message?.type !== 'provisr.ready') throw new Error('the daemon did not start: it says why above');
  draw(await show());
  process.stdout.write(`wrote ${PICTURE}\n`);
} finally {
  try {
    tmux('kill-server');
  } catch {
    // It has not come so far.
  }
  daemon.kill('SIGTERM');
  await ended;
  rmSync(directory, { recursive: true, force: true });
}
