// `npm run api`: what each entry point of the package exports is as docs/api has it. `npm run api -- --write` writes docs/api. Needs a build.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { entryPoints } from './api-reports/entry-points.mjs';
import { extract } from './api-reports/extract.mjs';
import { reviewed } from './api-reports/review.mjs';

const ROOT = join(import.meta.dirname, '..');
const KEPT = join(ROOT, 'docs', 'api');

const folder = mkdtempSync(join(tmpdir(), 'provisr-api-'));
try {
  mkdirSync(join(folder, 'temporary'));
  const entries = entryPoints(ROOT);
  const reports = entries.map((entry) => ({ ...entry, ...extract(entry, { root: ROOT, folder }) }));
  const problems = reviewed(reports);
  if (process.argv.includes('--write')) write(reports);
  else problems.push(...reports.flatMap(differences), ...left(reports));
  for (const problem of problems) say(problem);
  say(problems.length === 0 ? `ok: ${reports.length} entry points export what docs/api says` : 'intended? npm run api -- --write');
  if (problems.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function write(reports) {
  for (const { file } of reports) copyFileSync(join(folder, file), join(KEPT, file));
  for (const file of strangers(reports)) rmSync(join(KEPT, file));
}

/** As a reader of the change would want to see it. */
function differences({ file }) {
  const { status, stdout } = spawnSync('git', ['diff', '--no-index', '--no-color', join(KEPT, file), join(folder, file)], {
    encoding: 'utf8',
  });
  return status === 0 ? [] : [`docs/api/${file} is not what is exported:\n${stdout}`];
}

function left(reports) {
  return strangers(reports).map((file) => `docs/api/${file} belongs to no entry point`);
}

function strangers(reports) {
  return readdirSync(KEPT).filter((name) => name.endsWith('.api.md') && !reports.some(({ file }) => file === name));
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
