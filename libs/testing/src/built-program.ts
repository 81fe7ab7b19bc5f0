import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The program as it is shipped; needs a build. */
export const BUILT_BIN = join(packageFolder(import.meta.dirname), 'bin', 'provisr.mjs');

const CACHE = join(packageFolder(import.meta.dirname), 'node_modules', '.cache', 'provisr', 'compile');
/** Of whoever runs the tests: they would lead the program to other daemons, or make Node print warnings of its own. */
const FOREIGN = ['PROVISR_API_URL', 'PROVISR_TOKEN', 'PROVISR_HOME', 'FORCE_COLOR', 'NODE_EXTRA_CA_CERTS'];

/** Environment to run it with: plain output, and its compile cache not in the home of whoever runs the tests. */
export function builtEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !FOREIGN.includes(name));
  return { ...Object.fromEntries(own), NO_COLOR: '1', NODE_COMPILE_CACHE: CACHE };
}

/** From a source in `libs` as from what it was compiled to in `dist/libs`. */
function packageFolder(from: string): string {
  return existsSync(join(from, 'package.json')) || dirname(from) === from ? from : packageFolder(dirname(from));
}
