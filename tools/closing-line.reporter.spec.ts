import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const REPORTER = join(import.meta.dirname, 'closing-line.reporter.ts');

describe('closing line reporter', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'provisr-reporter-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('counts what passed, failed and was skipped', async () => {
    const counts = await countsOf(`
      it('passes', () => {});
      it('passes too', () => {});
      it('fails', () => { throw new Error('no'); });
      it.skip('is skipped', () => {});
      it.todo('is to come');`);
    expect(counts).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  it('counts a module that cannot be imported as one failure', async () => {
    expect(await countsOf(`throw new Error('on import');`)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('counts a suite whose set-up fails as one failure', async () => {
    const counts = await countsOf(`
      describe('suite', () => {
        beforeAll(() => { throw new Error('set-up'); });
        it('never runs', () => {});
      });`);
    expect(counts.failed).toBe(1);
    expect(counts.passed).toBe(0);
  });

  it('counts an error that no test claimed as one failure', async () => {
    const counts = await countsOf(`it('passes', () => { Promise.reject(new Error('nobody waits')); });`);
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  async function countsOf(body: string): Promise<{ passed: number; failed: number; skipped: number }> {
    await writeFile(join(folder, 'one.spec.js'), `const { beforeAll, describe, it } = globalThis;\n${body}`);
    const counts = join(folder, 'counts.json');
    await runVitest(folder, counts);
    return JSON.parse(await readFile(counts, 'utf8')) as { passed: number; failed: number; skipped: number };
  }
});

// The exit code is not looked at: the failing runs are the point.
function runVitest(folder: string, counts: string): Promise<void> {
  const args = [VITEST, 'run', `--root=${folder}`, '--globals', `--reporter=${REPORTER}`];
  const env = { ...process.env, PROVISR_TEST_COUNTS: counts };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, env }, () => resolve());
  });
}
