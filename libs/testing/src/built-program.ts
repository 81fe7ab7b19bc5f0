import { fileURLToPath } from 'node:url';

/** The program as it is shipped; needs a build. */
export const BUILT_BIN = fileURLToPath(new URL('../../../bin/provisr.mjs', import.meta.url));

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/provisr/compile', import.meta.url));

/** Environment to run it with: plain output, and its compile cache not in the home of whoever runs the tests. */
export function builtEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NO_COLOR: '1', NODE_COMPILE_CACHE: CACHE };
}
