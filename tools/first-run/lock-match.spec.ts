import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matchesLock } from './lock-match.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
const MANIFEST = { dependencies: { one: '^1.0.0', two: '^2.0.0' }, scripts: { test: 'x' } };
const ONE = { version: '1.0.0', integrity: 'sha512-one' };
const TWO = { version: '2.0.0', integrity: 'sha512-two' };
const ELSEWHERE = { version: '3.0.0', integrity: 'sha512-mac', optional: true, os: ['darwin'] };
const LOCK = {
  packages: {
    '': { dependencies: { two: '^2.0.0', one: '^1.0.0' } },
    'node_modules/one': ONE,
    'node_modules/two': TWO,
    'node_modules/mac-only': ELSEWHERE,
  },
};
const INSTALLED = { 'node_modules/one': ONE, 'node_modules/two': TWO };

describe('what is installed', () => {
  it('matches, whatever the order of names and without the binaries of other platforms', () => {
    expect(matchesLock(LOCK, { packages: INSTALLED }, MANIFEST)).toBe(true);
  });

  it.each([
    ['a package is missing', { 'node_modules/one': ONE }],
    ['a package has another version', { ...INSTALLED, 'node_modules/two': { ...TWO, version: '2.0.1' } }],
    ['a package has other contents', { ...INSTALLED, 'node_modules/two': { ...TWO, integrity: 'sha512-else' } }],
    ['a package is there that nobody asked for', { ...INSTALLED, 'node_modules/three': ONE }],
    ['nothing is there', {}],
  ])('does not match when %s', (_case, packages) => {
    expect(matchesLock(LOCK, { packages }, MANIFEST)).toBe(false);
  });

  it('does not match when package.json asks for something the lock file does not know', () => {
    expect(matchesLock(LOCK, { packages: INSTALLED }, { ...MANIFEST, devDependencies: { three: '*' } })).toBe(false);
  });

  it('reads the files as npm writes them', () => {
    const read = (path: string): { packages: Record<string, unknown> } => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as never;
    const { packages } = read('package-lock.json');
    const first = Object.keys(read('node_modules/.package-lock.json').packages)[0] ?? '';
    expect(Object.keys(packages)).toContain(first);
  });
});
