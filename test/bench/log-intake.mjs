// How fast the output of one process reaches its files, and what that costs: the daemon's own path with its portable reader and with
// the native one, and two small programs of C as the ceiling. Needs gcc.
// Usage: npm run bench:log -- [MEGABYTES [ROUNDS]]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runIntake } from './intake/one-intake.mjs';
import { buildProgram } from './machine/build-programs.mjs';

const [MEGABYTES, ROUNDS] = [Number(process.argv[2] ?? 600), Number(process.argv[3] ?? 5)];
const HERE = join(import.meta.dirname, 'intake');
const HOOKS = fileURLToPath(new URL('../programs/source-hooks.mjs', import.meta.url));

const directory = mkdtempSync(join(tmpdir(), 'provisr-intake-'));

const [flood, ceiling] = ['flood', 'ceiling'].map((name) => buildProgram(join(HERE, `${name}.c`), directory));
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

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

try {
  const results = Object.fromEntries(Object.keys(CONTENDERS).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, command] of Object.entries(CONTENDERS))
      results[name].push(await runIntake({ command, flood, bytes: MEGABYTES * 1e6, directory }));
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
