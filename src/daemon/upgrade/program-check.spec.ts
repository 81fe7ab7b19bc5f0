import { afterAll, describe, expect, it } from 'vitest';
import { scratchDirectory } from '#testing';
import type { DaemonProgram } from '../../handover/index.js';
import { checkProgram } from './program-check.js';

const directory = scratchDirectory('program-check');
afterAll(() => directory.remove());

const REPORT = { version: '9.9.9', node: '24.0.0', stateVersion: 1, obstacle: null, pidDir: '/run' };

function programOf(name: string, script: string): DaemonProgram {
  const path = directory.write(name, script);
  return { executable: process.execPath, nodeArgs: [], script: path, args: ['serve', 'c.toml'], version: '1', node: '24' };
}

describe('the check of a program', () => {
  it('runs it as it would be run, with one argument more, and takes its report', async () => {
    const script = `if (process.argv.slice(2).join(' ') === 'serve c.toml --check-upgrade --output json') console.log('${JSON.stringify(REPORT)}')`;
    await expect(checkProgram(programOf('good.cjs', script))).resolves.toEqual(REPORT);
  });

  it.each([
    ['its sentence', 'process.stderr.write("warning: x\\nerror: no such key\\nhint: mend it\\n"); process.exitCode = 7', 'no such key'],
    ['what it threw', 'throw new Error("broken on purpose")', 'Error: broken on purpose'],
    ['that it says nothing', '', 'it does not know how to be checked'],
    ['that it says something else', 'console.log("{}")', 'it does not know how to be checked'],
  ])('is refused with %s', async (_what, script, reason) => {
    await expect(checkProgram(programOf('bad.cjs', script))).rejects.toMatchObject({
      code: 'PROVISR_UPGRADE_REFUSED',
      message: `the new program cannot take over: ${reason}`,
    });
  });

  it('is refused when there is no such executable', async () => {
    const program = { ...programOf('any.cjs', ''), executable: '/no/such/node' };
    await expect(checkProgram(program)).rejects.toMatchObject({ message: expect.stringContaining('ENOENT') as string });
  });
});
