import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { runForeground } from './child.mjs';
import { at } from './paths.mjs';
import { requireNodeBinary } from './runtime.mjs';

const VITEST = at('node_modules', 'vitest', 'vitest.mjs');
const REPORTER = at('tools', 'closing-line.reporter.ts');
const PROJECTS = ['unit', 'e2e'];

/** `npm test [-- args]`: unit and end-to-end tests; ends with the line `N passed, N failed, N skipped`. */
export async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'provisr-tests-'));
  try {
    const countsFile = join(folder, 'counts.json');
    const env = { ...process.env, PROVISR_TEST_COUNTS: countsFile };
    const code = await runForeground(requireNodeBinary(), [VITEST, 'run', ...defaultsFor(args), ...args], { env });
    const counts = readCounts(countsFile, code);
    closingLine(counts);
    return code === 0 && counts.failed > 0 ? 1 : code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The line that ends the output of `npm test`, whatever came before it. */
export function closingLine({ passed, failed, skipped }) {
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
}

function defaultsFor(args) {
  const named = (option) => args.some((arg) => arg === option || arg.startsWith(`${option}=`));
  const projects = named('--project') ? [] : PROJECTS.map((name) => `--project=${name}`);
  const reporter = named('--reporter') ? [] : ['--reporter=default'];
  return [...projects, ...reporter, `--reporter=${REPORTER}`];
}

// No counts: vitest itself fell over. A bad exit without a failed test (no test found, a coverage floor) must show too.
function readCounts(countsFile, code) {
  let counts;
  try {
    counts = JSON.parse(readFileSync(countsFile, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
