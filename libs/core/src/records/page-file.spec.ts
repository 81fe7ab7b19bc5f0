import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWithinPage } from './page-file.js';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'provisr-page-file-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const contentOf = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe('writeWithinPage', () => {
  it('leaves what was written last, whatever was there before', () => {
    const value = fc.string({ maxLength: 6_000, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), (values) => {
        const path = join(dir, 'file.json');
        for (const one of values) {
          writeWithinPage(path, JSON.stringify(one));
          expect(contentOf(path)).toBe(one);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('writes over a file that is large enough, and replaces one that is not', () => {
    const path = join(dir, 'file.json');
    writeWithinPage(path, '"short"');
    const { ino } = statSync(path);
    writeWithinPage(path, JSON.stringify('x'.repeat(400)));
    expect(statSync(path).ino).toBe(ino);
    writeWithinPage(path, JSON.stringify('x'.repeat(900)));
    expect(statSync(path).ino).not.toBe(ino);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('never writes over what is longer than a page: a kill in the middle would leave half of each', () => {
    const path = join(dir, 'file.json');
    writeWithinPage(path, JSON.stringify('x'.repeat(9_000)));
    const { ino } = statSync(path);
    writeWithinPage(path, '"short"');
    expect(statSync(path).ino).not.toBe(ino);
    expect(contentOf(path)).toBe('short');
  });

  it('puts its own file in the place of a link', () => {
    const other = join(dir, 'other');
    writeFileSync(other, 'y'.repeat(1_000));
    symlinkSync(other, join(dir, 'link.json'));
    writeWithinPage(join(dir, 'link.json'), '"mine"');
    expect(readFileSync(other, 'utf8')).toBe('y'.repeat(1_000));
    expect(contentOf(join(dir, 'link.json'))).toBe('mine');
  });

  it('says what keeps it from writing', () => {
    mkdirSync(join(dir, 'file.json'));
    expect(() => writeWithinPage(join(dir, 'file.json'), '1')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  });
});
