import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDirectory } from './make-directory.js';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'provisr-make-directory-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('makeDirectory', () => {
  it('makes all that is missing with the mode, and is content with what is there', () => {
    makeDirectory(join(dir, 'a/b/c'), 0o750);
    for (const made of ['a', 'a/b', 'a/b/c']) expect(statSync(join(dir, made)).mode & 0o777).toBe(0o750);
    makeDirectory(join(dir, 'a/b/c'), 0o700);
    expect(statSync(join(dir, 'a/b/c')).mode & 0o777).toBe(0o750);
    makeDirectory('/', 0o750);
  });

  it('goes through links to directories', () => {
    mkdirSync(join(dir, 'real'));
    symlinkSync(join(dir, 'real'), join(dir, 'link'));
    makeDirectory(join(dir, 'link/below'), 0o750);
    expect(statSync(join(dir, 'real/below')).isDirectory()).toBe(true);
  });

  it('says what is in the way', () => {
    writeFileSync(join(dir, 'file'), '');
    symlinkSync(join(dir, 'nowhere'), join(dir, 'dangling'));
    expect(() => makeDirectory(join(dir, 'file'), 0o750)).toThrow('EEXIST');
    expect(() => makeDirectory(join(dir, 'file/below'), 0o750)).toThrow(/EEXIST|ENOTDIR/);
    expect(() => makeDirectory(join(dir, 'dangling'), 0o750)).toThrow('EEXIST');
  });

  it('returns where the kernel makes no directories', () => {
    expect(() => makeDirectory('/proc/provisr/logs', 0o750)).toThrow(/ENOENT|EACCES|EPERM/);
  });
});
