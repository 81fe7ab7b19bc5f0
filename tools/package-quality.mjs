// `npm run check:package`: whether what npm would publish can be imported with its types (publint, are-the-types-wrong), and how large it is.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const ROOT = join(import.meta.dirname, '..');
const MEGABYTE = 1_000_000;
/** Raised on purpose only: everybody who installs it pays. */
const BUDGETS = { size: 2.5 * MEGABYTE, unpackedSize: 10 * MEGABYTE };

const folder = mkdtempSync(join(tmpdir(), 'provisr-package-'));
try {
  const packed = pack();
  const file = join(folder, packed.filename);
  const results = [
    keepsTo(packed),
    passes('publint', ['publint', 'run', file, '--strict']),
    // The package is made of ES modules: who has only `require` of old cannot use it, and need not be told about types.
    passes('are-the-types-wrong', ['attw', file, '--profile', 'esm-only', '--format', 'ascii']),
  ];
  if (results.includes(false)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pack() {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse(execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  return packed;
}

function keepsTo(packed) {
  const lines = Object.entries(BUDGETS).map(([name, budget]) => ({ name, bytes: packed[name], isWithin: packed[name] <= budget, budget }));
  for (const { name, bytes, budget, isWithin } of lines) {
    say(`${isWithin ? 'ok' : 'TOO LARGE'}: ${name} ${megabytes(bytes)} of ${megabytes(budget)}`);
  }
  say(`${packed.entryCount} files`);
  return lines.every(({ isWithin }) => isWithin);
}

/** Runs a tool of this repository; what it says is shown when it finds something. */
function passes(name, [tool, ...args]) {
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules', '.bin', tool), args, { cwd: ROOT, encoding: 'utf8' });
  say(status === 0 ? `ok: ${name}` : `${name} found something:\n${stdout}${stderr}`);
  return status === 0;
}

function megabytes(bytes) {
  return `${(bytes / MEGABYTE).toFixed(2)} MB`;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
