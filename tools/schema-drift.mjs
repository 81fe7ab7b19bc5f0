// `npm run drift`: the committed files that are made from the code are what the code makes now.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

const ROOT = join(import.meta.dirname, '..');
// Only what the emitter writes: other uncommitted work is no drift.
const EMITTED = ['config/provisr.schema.json', 'config/provisr-program.schema.json', 'docs/reference'];

const run = (file, ...args) => spawnSync(file, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });

const emitted = run(process.execPath, join(ROOT, 'tools', 'first-run.mjs'), 'emit');
if (emitted.status === 0) compare();
else process.exitCode = 1;

function compare() {
  // Marks new files as such, so that the diff shows them too; nothing else of the index changes.
  run('git', 'add', '--intent-to-add', '--', ...EMITTED);
  if (run('git', 'diff', '--exit-code', '--stat', '--', ...EMITTED).status === 0) {
    process.stdout.write('emitted files are up to date\n');
    return;
  }
  process.stderr.write('error: emitted files differ from what the code makes; commit what "npm run emit" wrote\n');
  process.exitCode = 1;
}
