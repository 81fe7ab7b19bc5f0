// `npm run test:prometheus [-- vitest arguments]`: the built daemon scraped by a real Prometheus. Where there is none, and none can be had,
// it says so and passes, unless PROVISR_PROMETHEUS=required.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { prometheusBinaries } from './binaries.mjs';

const VITEST = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

const { folder, reason } = prometheusBinaries();
if (folder) {
  const env = { ...process.env, PROVISR_PROMETHEUS_DIR: folder };
  const args = [VITEST, 'run', '--project', 'prometheus', ...process.argv.slice(2)];
  process.exitCode = spawnSync(process.execPath, args, { env, stdio: 'inherit' }).status ?? 1;
} else {
  const isRequired = process.env['PROVISR_PROMETHEUS'] === 'required';
  process.stdout.write(`${isRequired ? 'error' : 'skipped'}: no prometheus and promtool: ${reason}\n`);
  if (isRequired) process.exitCode = 1;
}
