import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { runForeground } from './child.mjs';
import { at } from './paths.mjs';
import { requireNodeBinary } from './runtime.mjs';
import { FirstRunError, say, seconds } from './say.mjs';
import { filesBelow } from './sources.mjs';

const SOURCE = 'src/ui';
const STAMP = at('dist', '.page-stamp');
/** Beside the sources of the page: how it is built, by which versions, what is put in, and the only code that it takes from elsewhere. */
const ALSO = [
  'package.json',
  'package-lock.json',
  'GUARANTEES.md',
  'tools/first-run/build-page.mjs',
  'tools/first-run/built-in.mjs',
  'libs/contract/src/routes.ts',
];

/** Builds the web page into dist/ui when one of its files changed since the last time. */
export async function ensurePageBuilt() {
  if (!existsSync(at(SOURCE, 'index.html'))) return;
  const stamp = pageStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) return;
  const startedMs = Date.now();
  rmSync(STAMP, { force: true });
  // In a process of its own: this one may run on a Node that is too old for the bundler.
  const code = await runForeground(requireNodeBinary(), [at('tools', 'first-run', 'build-page.mjs')]);
  if (code !== 0) throw new FirstRunError('the build of the web page failed', 'the bundler says why above');
  writeFileSync(STAMP, stamp);
  say(`page built in ${seconds(startedMs)}`);
}

function pageStamp() {
  const hash = createHash('sha256');
  const sources = filesBelow(SOURCE).filter((path) => !/[.]spec[.]tsx?$/.test(path));
  for (const path of [...ALSO.filter((file) => existsSync(at(file))), ...sources.toSorted()]) {
    const { size, mtimeMs } = statSync(at(path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
