import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { closeInheritedDescriptors } from './inherited-descriptors.js';

it('closes what the starter left open, so that children do not get it', () => {
  const module = fileURLToPath(new URL('./inherited-descriptors.ts', import.meta.url));
  const script = `const { closeInheritedDescriptors, inheritedDescriptors } = await import(${JSON.stringify(module)});
    const before = (await import('node:child_process')).execFileSync('ls', ['/proc/self/fd'], { encoding: 'utf8' });
    const closed = closeInheritedDescriptors(inheritedDescriptors());
    const after = (await import('node:child_process')).execFileSync('ls', ['/proc/self/fd'], { encoding: 'utf8' });
    console.log(JSON.stringify({ before: before.split('\\n').includes('200'), closed: closed.includes(200), after: after.trim().split('\\n') }));`;
  // bash: dash knows no descriptors above 9
  const out = execFileSync('bash', ['-c', 'exec 200</dev/null; exec "$@"', 'x', process.execPath, '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(JSON.parse(out)).toEqual({ before: true, closed: true, after: ['0', '1', '2', '3'] });
});

it('leaves alone what has become something else in the meantime', () => {
  const path = fileURLToPath(import.meta.url);
  const fd = openSync(path, 'r');
  try {
    expect(
      closeInheritedDescriptors([
        { fd, target: '/elsewhere' },
        { fd, target: path },
      ]),
    ).toEqual([]); // Node opens close-on-exec
    expect(() => fstatSync(fd)).not.toThrow();
  } finally {
    closeSync(fd);
  }
  expect(closeInheritedDescriptors([{ fd, target: path }])).toEqual([]);
});
