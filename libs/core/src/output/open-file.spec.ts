import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOwnLog, openStdin } from './open-file.js';

let dir: string;
let fds: number[];
const keep = (fd: number): number => {
  fds.push(fd);
  return fd;
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'provisr-open-file-'));
  fds = [];
});

afterEach(() => {
  for (const fd of fds) closeSync(fd);
  rmSync(dir, { recursive: true, force: true });
});

describe('openStdin', () => {
  it('opens a file, or nothing', () => {
    writeFileSync(join(dir, 'input'), 'hello');
    expect(readFileSync(keep(openStdin(join(dir, 'input'))), 'utf8')).toBe('hello');
    expect(readFileSync(keep(openStdin(null)), 'utf8')).toBe('');
  });

  it('does not wait for somebody to write to a FIFO', () => {
    const fifo = join(dir, 'fifo');
    execFileSync('mkfifo', [fifo]);
    expect(keep(openStdin(fifo))).toBeGreaterThan(2);
  });

  it('says what cannot be read', () => {
    expect(() => openStdin(join(dir, 'none'))).toThrow('ENOENT');
    expect(() => openStdin(dir)).toThrow('is a directory');
  });
});

describe('openOwnLog', () => {
  it('appends, makes the directory, and puts a full file aside', () => {
    const path = join(dir, 'logs/out.log');
    writeSync(keep(openOwnLog(path, 10)), '12345');
    writeSync(keep(openOwnLog(path, 10)), '67890');
    expect(readFileSync(path, 'utf8')).toBe('1234567890');
    writeSync(keep(openOwnLog(path, 10)), 'x');
    expect(readFileSync(path, 'utf8')).toBe('x');
    expect(readdirSync(join(dir, 'logs'))).toEqual(['out.log', 'out.log.1']);
  });

  it('does not wait for somebody to read from a FIFO, and puts no device aside', () => {
    const fifo = join(dir, 'fifo');
    execFileSync('mkfifo', [fifo]);
    writeSync(keep(openOwnLog(fifo, 1)), 'kept for whoever reads');
    writeSync(keep(openOwnLog('/dev/null', 1)), 'gone');
    expect(readdirSync(dir)).toEqual(['fifo']);
  });
});
