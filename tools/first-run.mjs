// What stands behind `npm start`, `npm test`, `npm run build` and `npm run emit`: on a fresh clone it installs and
// builds first, afterwards it sees in some milliseconds that nothing changed. Runs on the Node of the machine, which may
// be older than the one the daemon wants, so this file and tools/first-run/ import nothing but node:* and stay plain
// JavaScript of Node 20.
import process from 'node:process';
import { ensureBuilt } from './first-run/build.mjs';
import { ensurePageBuilt } from './first-run/page.mjs';
import { ensureInstalled } from './first-run/install.mjs';
import { withLock } from './first-run/lock.mjs';
import { serve } from './first-run/serve.mjs';
import { emit } from './first-run/emit.mjs';
import { FirstRunError, say } from './first-run/say.mjs';
import { closingLine, runTests } from './first-run/tests.mjs';

const COMMANDS = { start: serve, test: runTests, build: () => 0, emit };

async function main([name, ...args]) {
  const command = COMMANDS[name];
  if (!command) throw new FirstRunError(`unknown step "${name ?? ''}"`, `one of: ${Object.keys(COMMANDS).join(', ')}`);
  await withLock(async () => {
    await ensureInstalled();
    await ensureBuilt();
    await ensurePageBuilt();
  });
  return command(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof FirstRunError)) throw error;
  say(`error: ${error.message}`);
  if (error.hint) say(error.hint);
  // What could not be built did not pass: whoever reads the last line must see it there too.
  if (process.argv[2] === 'test') closingLine({ passed: 0, failed: 1, skipped: 0 });
  process.exitCode = 1;
}
