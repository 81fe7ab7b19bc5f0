import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('closes what the starter left open, so that children do not get it', () => {
  const module = fileURLToPath(new URL('./inherited-descriptors.ts', import.meta.url));
  const script = `const { closeInheritedDescriptors } = await import(${JSON.stringify(module)});
    const before = (await import('node:child_process')).execFileSync('ls', ['/proc/self/fd'], { encoding: 'utf8' });
    const closed = closeInheritedDescriptors();
    const after = (await import('node:child_process')).execFileSync('ls', ['/proc/self/fd'], { encoding: 'utf8' });
    console.log(JSON.stringify({ before: before.split('\\n').includes('200'), closed: closed.includes(200), after: after.trim().split('\\n') }));`;
  // bash: dash knows no descriptors above 9
  const out = execFileSync('bash', ['-c', 'exec 200</dev/null; exec "$@"', 'x', process.execPath, '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(JSON.parse(out)).toEqual({ before: true, closed: true, after: ['0', '1', '2', '3'] });
});
