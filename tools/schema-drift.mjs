// `npm run drift`: the committed files that are made from the code are what the code makes now.
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

const ROOT = join(import.meta.dirname, '..');
// Only what the emitter writes: other uncommitted work is no drift.
const EMITTED = ['config/provisr.schema.json', 'config/provisr-program.schema.json', 'docs/reference'];

execFileSync(process.execPath, [join(ROOT, 'tools', 'first-run.mjs'), 'emit'], { cwd: ROOT, stdio: 'inherit' });
const diff = spawnSync('git', ['diff', '--exit-code', '--stat', '--', ...EMITTED], { cwd: ROOT, stdio: 'inherit' });
const untracked = execFileSync('git', ['ls-files', '--others', '--exclude-standard', '--', ...EMITTED], { cwd: ROOT, encoding: 'utf8' });
if (diff.status === 0 && untracked === '') {
  process.stdout.write('emitted files are up to date\n');
} else {
  process.stderr.write(`${untracked}error: emitted files differ from what the code makes; commit what "npm run emit" wrote\n`);
  process.exitCode = 1;
}
