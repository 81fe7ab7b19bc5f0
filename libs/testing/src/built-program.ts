import { fileURLToPath } from 'node:url';

/** The program as it is shipped; needs a build. */
export const BUILT_BIN = fileURLToPath(new URL('../../../bin/provisr.mjs', import.meta.url));

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/provisr/compile', import.meta.url));
/** Of whoever runs the tests: they would lead the program to other daemons, or make Node print warnings of its own. */
const FOREIGN = ['PROVISR_API_URL', 'PROVISR_TOKEN', 'PROVISR_HOME', 'FORCE_COLOR', 'NODE_EXTRA_CA_CERTS'];

/** Environment to run it with: plain output, and its compile cache not in the home of whoever runs the tests. */
export function builtEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !FOREIGN.includes(name));
  return { ...Object.fromEntries(own), NO_COLOR: '1', NODE_COMPILE_CACHE: CACHE };
}
