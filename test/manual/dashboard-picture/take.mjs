// Takes docs/images/dashboard.png: a real daemon, a real Prometheus that scrapes it, and the panels of config/grafana/provisr.json drawn from
// what their own queries return. Grafana is not in Debian; the drawing is ours, the data and the layout are the dashboard's.
// Usage: npm run try:dashboard-picture [-- SECONDS]. Needs a build, chromium, and Prometheus (test/prometheus/binaries.mjs).
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { page, WIDTH } from './page.mjs';
import { startPrometheus } from './prometheus.mjs';

const root = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const PICTURE = root('docs/images/dashboard.png');
/** The rows below are left out: a picture of all would be too long to look at. */
const FIRST_ROW_LEFT_OUT = 'Logs';
const SECONDS = Number(process.argv[2] ?? 300);
const VARIABLES = { instance: '.*', group: '.*', process: '.*', __rate_interval: '15s' };

const directory = mkdtempSync(join(tmpdir(), 'provisr-picture-'));
const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const expanded = (promql) => promql.replaceAll(/\$(\w+)/g, (_match, name) => VARIABLES[name]);
const legendOf = (format, metric) => format.replaceAll(/\{\{(\w+)\}\}/g, (_match, label) => metric[label] ?? '').trim();

async function resultsOf({ expr, legendFormat, instant, refId }, prometheus, span) {
  const results = instant ? await prometheus.query(expanded(expr), span.end) : await prometheus.range(expanded(expr), span);
  return results.map(({ metric, value, values }) => {
    const points = (values ?? [value]).map(([time, text]) => [time, Number(text)]);
    return { refId, metric, points, legend: legendOf(legendFormat, metric) };
  });
}

async function draw(prometheus, span) {
  const { panels } = JSON.parse(readFileSync(root('config/grafana/provisr.json'), 'utf8'));
  const shown = panels.slice(
    0,
    panels.findIndex(({ title }) => title === FIRST_ROW_LEFT_OUT),
  );
  for (const panel of shown) {
    panel.results = (await Promise.all((panel.targets ?? []).map((target) => resultsOf(target, prometheus, span)))).flat();
  }
  const { html, height } = page(shown, span);
  const [file, png] = [join(directory, 'dashboard.html'), join(directory, 'dashboard.png')];
  writeFileSync(file, html);
  const size = [`--window-size=${WIDTH},${height}`, '--hide-scrollbars'];
  execFileSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu', ...size, `--screenshot=${png}`, `file://${file}`], {
    env: { ...env, HOME: directory },
    stdio: 'ignore',
  });
  mkdirSync(dirname(PICTURE), { recursive: true });
  copyFileSync(png, PICTURE);
}

/** An operator who restarts something now and then. */
async function operate(url, untilMs) {
  while (Date.now() < untilMs) {
    await pause(20_000);
    await fetch(`${url}/restart?name=web-${1 + Math.floor(Math.random() * 3)}`, { method: 'POST' });
  }
}

for (const file of ['demo.toml', 'works.mjs']) copyFileSync(here(file), join(directory, file));
const daemon = spawn(process.execPath, [root('bin/provisr.mjs'), 'serve', 'demo.toml'], {
  cwd: directory,
  env,
  stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
});
const ended = once(daemon, 'exit');
let prometheus = null;
try {
  const [message] = await Promise.race([once(daemon, 'message'), ended.then(() => [null])]);
  if (message?.type !== 'provisr.ready') throw new Error('the daemon did not start');
  const [url] = message.urls;
  prometheus = await startPrometheus(directory, new URL(url).host);
  await operate(url, Date.now() + SECONDS * 1000);
  const end = Math.floor(Date.now() / 1000);
  await draw(prometheus, { start: end - SECONDS + 10, end, step: Math.max(1, Math.round(SECONDS / 150)) });
  process.stdout.write(`wrote ${PICTURE}\n`);
} finally {
  await prometheus?.stop();
  daemon.kill('SIGTERM');
  await ended;
  rmSync(directory, { recursive: true, force: true });
}
