import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { at } from './paths.mjs';
import { FirstRunError } from './say.mjs';

const BUNDLED = at('node_modules', 'node', 'bin', 'node');

/** True when `version` (x.y.z) is at least the minimum of "engines" in package.json. */
function satisfiesEngines(version) {
  const { engines } = JSON.parse(readFileSync(at('package.json'), 'utf8'));
  const wanted = engines.node.replace('>=', '').split('.').map(Number);
  const found = version.split('.').map(Number);
  const difference = wanted.map((part, index) => (found[index] ?? 0) - part).find((part) => part !== 0);
  return (difference ?? 0) >= 0;
}

/** The Node that runs the build, the tests and the daemon: the development dependency `node`, else the running one if new enough. */
export function nodeBinary() {
  if (existsSync(BUNDLED)) return BUNDLED;
  if (satisfiesEngines(process.versions.node)) return process.execPath;
  return undefined;
}

/** {@link nodeBinary}, or an error that says what to do. */
export function requireNodeBinary() {
  const binary = nodeBinary();
  if (binary) return binary;
  throw new FirstRunError(
    `this needs a newer Node than ${process.version}, and the one that comes as a development dependency is not there`,
    'run "npm rebuild node --ignore-scripts=false", or install a newer Node',
  );
}
