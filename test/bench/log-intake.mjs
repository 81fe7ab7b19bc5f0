// How fast the output of one process reaches its files, and what that costs: the daemon's own path with its portable reader and with
// the native one, and two small programs of C as the ceiling. Needs gcc.
// Usage: npm run bench:log -- [MEGABYTES [ROUNDS]]
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [MEGABYTES, ROUNDS] = [Number(process.argv[2] ?? 600), Number(process.argv[3] ?? 5)];
const HERE = join(import.meta.dirname, 'intake');
const HOOKS = fileURLToPath(new URL('../programs/source-hooks.mjs', import.meta.url));

const directory = mkdtempSync(join(tmpdir(), 'provisr-intake-'));

function compile(name) {
  const path = join(directory, name);
  const { error, stderr, status } = spawnSync('gcc', ['-O2', '-o', path, join(HERE, `${name}.c`)], { encoding: 'utf8' });
  if (error || status !== 0) throw new Error(`gcc cannot build ${name}.c: ${error?.message ?? stderr}`);
  return path;
}

const [flood, ceiling] = [compile('flood'), compile('ceiling')];
const ofSources = ['--conditions=source', '--disable-warning=ExperimentalWarning', '--import', HOOKS, join(HERE, 'pump.mjs')];

/** Each gets a FIFO and a file to fill. */
const CONTENDERS = {
  'C, splice': [ceiling, 'splice'],
  'C, read and write': [ceiling, 'copy'],
  native: [process.execPath, ...ofSources, 'native', 'plain'],
  portable: [process.execPath, ...ofSources, 'portable', 'plain'],
  'native, timestamps': [process.execPath, ...ofSources, 'native', 'timestamps'],
  'portable, timestamps': [process.execPath, ...ofSources, 'portable', 'timestamps'],
};

async function run([program, ...args], round) {
  const place = mkdtempSync(join(directory, `${round}-`));
  const fifo = join(place, 'fifo');
  spawnSync('mkfifo', [fifo]);
  const writeEnd = openSync(fifo, constants.O_RDWR);
  const intake = spawn(program, [...args, fifo, join(place, 'out.log')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(intake, 'close');
  let said = '';
  intake.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  await once(intake.stdout, 'data');
  const began = performance.now();
  const writer = spawn(flood, [String(MEGABYTES * 1e6)], { stdio: ['ignore', writeEnd, 'inherit'] });
  closeSync(writeEnd);
  await Promise.all([ended, once(writer, 'exit')]);
  const seconds = (performance.now() - began) / 1000;
  rmSync(place, { recursive: true });
  const { cpuMs, peakKib, grewKib } = JSON.parse(said.trim().split('\n').at(-1));
  return { mbPerSecond: MEGABYTES / seconds, cpuSecondsPerGb: cpuMs / MEGABYTES, peakMib: peakKib / 1024, grewMib: grewKib / 1024 };
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

try {
  const results = Object.fromEntries(Object.keys(CONTENDERS).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, command] of Object.entries(CONTENDERS)) results[name].push(await run(command, round));
  }
  for (const [name, runs] of Object.entries(results)) {
    const of = (key) => median(runs.map((one) => one[key]));
    const speeds = runs.map(({ mbPerSecond }) => Math.round(mbPerSecond)).join(' ');
    process.stdout.write(
      `${name.padEnd(22)}${of('mbPerSecond').toFixed(0).padStart(5)} MB/s ${of('cpuSecondsPerGb').toFixed(2)} CPU-s/GB ` +
        `peak ${of('peakMib').toFixed(0)} MiB, grew ${of('grewMib').toFixed(0)} MiB  (${speeds})\n`,
    );
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
