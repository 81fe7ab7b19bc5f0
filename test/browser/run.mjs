// `npm run test:browser [-- vitest arguments]`: the page of the built daemon in a real browser. Where there is none, and none can be had, it says
// so and passes, unless PROVISR_BROWSER=required.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { browserProgram } from './browser-program.mjs';

const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

const { program, reason } = browserProgram();
if (program) {
  const env = { ...process.env, PROVISR_CHROMIUM: program };
  const args = [VITEST, 'run', '--project', 'browser', ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { env, stdio: 'inherit' }).status ?? 1;
} else {
  const isRequired = process.env['PROVISR_BROWSER'] === 'required';
  process.stdout.write(`${isRequired ? 'error' : 'skipped'}: no browser: ${reason}\n`);
  if (isRequired) process.exitCode = 1;
}
