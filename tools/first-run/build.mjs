import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { runForeground } from './child.mjs';
import { at } from './paths.mjs';
import { requireNodeBinary } from './runtime.mjs';
import { FirstRunError, say, seconds } from './say.mjs';
import { filesBelow, sourceFiles, sourceStamp } from './sources.mjs';

const STAMP = at('dist', '.stamp');
const COMPILER = at('node_modules', 'typescript7', 'bin', 'tsc');
const OUTPUT = /\.(js|js\.map|d\.ts)$/;

/** Compiles libs, src and tools into dist when one of their files changed since the last build. */
export async function ensureBuilt() {
  const stamp = sourceStamp(); // taken first: what changes during the build is built next time
  if (stamp === lastStamp()) return;
  const startedMs = Date.now();
  rmSync(STAMP, { force: true });
  const code = await runForeground(requireNodeBinary(), [COMPILER, '-p', 'tsconfig.build.json']);
  if (code !== 0) throw new FirstRunError('the build failed', 'the compiler says why above');
  removeStale();
  await bundle();
  mkdirSync(at('dist'), { recursive: true });
  writeFileSync(STAMP, stamp);
  say(`built in ${seconds(startedMs)}`);
}

// In a process of its own: this one may run on a Node that is too old for the bundler.
async function bundle() {
  const code = await runForeground(requireNodeBinary(), [at('tools', 'first-run', 'write-bundles.mjs')]);
  if (code !== 0) throw new FirstRunError('the bundle failed', 'the bundler says why above');
}

function lastStamp() {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

// What is left of a deleted or renamed source could still be imported, and found by those who scan a folder.
function removeStale() {
  const wanted = new Set(sourceFiles().map((path) => path.replace(/\.ts$/, '')));
  for (const path of filesBelow('dist')) {
    const source = path.slice('dist/'.length).replace(OUTPUT, '');
    if (path.startsWith('dist/bundle/') || path.startsWith('dist/ui/')) continue;
    if (OUTPUT.test(path) && !wanted.has(source)) rmSync(at(path));
  }
}
