// What a scrape of /metrics costs with many processes: how long it takes, and for how long it keeps the daemon from doing anything else. The
// latter is what a small request waits that is sent while the scrape runs, as a multiple of what it waits when the daemon is idle.
// Usage: npm run bench:scrape [-- PROCESSES [SCRAPES]]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/provisr.mjs', import.meta.url));
const PROCESSES = Number(process.argv[2] ?? 1000);
const SCRAPES = Number(process.argv[3] ?? 15);

const directory = mkdtempSync(join(tmpdir(), 'provisr-bench-'));
const config = {
  server: { listen: '127.0.0.1:0' },
  processes: [{ type: 'process', spec: { name: 'sleeper', args: ['sleep', '3600'], instances: PROCESSES } }],
};

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
const most = (values) => Math.max(...values);
const ms = (value) => value.toFixed(1).padStart(7);

/** Keeps its connections: opening one costs more than what is measured. */
function client(origin) {
  const agent = new Agent({ keepAlive: true });
  const ask = (path) =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      get(origin + path, { agent }, (response) => {
        let bytes = 0;
        response.on('data', (chunk) => (bytes += chunk.length));
        response.on('end', () => resolve({ status: response.statusCode, bytes, tookMs: performance.now() - began }));
      }).on('error', reject);
    });
  return { ask, close: () => agent.destroy() };
}

/** Asks a small thing again and again until `over`. */
async function pings(ask, over) {
  const times = [];
  const state = { isOver: false };
  void over.then(() => (state.isOver = true));
  while (!state.isOver) times.push((await ask('/health/live')).tookMs);
  return times;
}

function cpuMsOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function measure(pid, origin) {
  const { ask, close } = client(origin);
  for (let warmUp = 0; warmUp < 5; warmUp += 1) await ask('/metrics');
  const idle = await pings(ask, new Promise((resolve) => setTimeout(resolve, 1000)));
  const cpuBefore = cpuMsOf(pid);
  const alone = [];
  for (let scrape = 0; scrape < SCRAPES; scrape += 1) alone.push(await ask('/metrics'));
  const cpuMs = (cpuMsOf(pid) - cpuBefore) / SCRAPES;
  const meanwhile = [];
  for (let scrape = 0; scrape < SCRAPES; scrape += 1) meanwhile.push(...(await pings(ask, ask('/metrics'))));
  close();
  return { idle, alone, cpuMs, meanwhile };
}

writeFileSync(join(directory, 'config.json'), JSON.stringify(config));
const daemon = spawn(process.execPath, [BIN, 'serve', '--config', join(directory, 'config.json')], {
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
daemon.stderr?.resume();
try {
  const [ready] = await once(daemon, 'message');
  const { origin } = new URL(ready.urls[0]);
  const { ask, close } = client(origin);
  while ((await ask('/health/ready')).status !== 200) await new Promise((resolve) => setTimeout(resolve, 100));
  close();
  const { idle, alone, cpuMs, meanwhile } = await measure(daemon.pid, origin);
  const times = alone.map(({ tookMs }) => tookMs);
  process.stdout.write(
    `${PROCESSES} processes, ${(alone[0].bytes / 1024).toFixed(0)} KiB a scrape\n` +
      `scrape                 median ${ms(median(times))} ms   most ${ms(most(times))} ms   processor ${ms(cpuMs)} ms\n` +
      `request, idle daemon   median ${ms(median(idle))} ms   most ${ms(most(idle))} ms\n` +
      `request, in a scrape   median ${ms(median(meanwhile))} ms   most ${ms(most(meanwhile))} ms   ` +
      `${(median(meanwhile) / median(idle)).toFixed(1)} × idle\n`,
  );
} finally {
  daemon.kill('SIGTERM');
  await once(daemon, 'exit');
  rmSync(directory, { recursive: true, force: true });
}
