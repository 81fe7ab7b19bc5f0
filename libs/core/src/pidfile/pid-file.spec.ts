import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatPidFile, identityOf, parsePidFile, readPidFile, removePidFile, writePidFile } from './pid-file.js';

/** By hand with more: PROVISR_GENERATED=10000. */
const generated = (usual: number): number => Number(process.env['PROVISR_GENERATED'] ?? usual);

describe('pid file', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'provisr-pidfile-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is written as three lines, 0600, under parents 0750, leaving nothing else behind', () => {
    const path = join(dir, 'a/b/web.pid');
    writePidFile(path, { pid: 42, document: { name: 'web' }, meta: { start_unix: 5, start_ticks: 6, boot_id: 'b' } });
    expect(readFileSync(path, 'utf8')).toBe('42\n{"name":"web"}\n{"start_unix":5,"start_ticks":6,"boot_id":"b"}\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777 & ~0o750).toBe(0);
    expect(readdirSync(dirname(path))).toEqual(['web.pid']);
    removePidFile(path);
    expect(readPidFile(path)).toBeNull();
  });

  it('does not touch what is no PID file, and returns whatever lies there', () => {
    const file = join(dir, 'config.toml');
    writeFileSync(file, '[server]\n');
    for (const path of [file, dir, '/dev/null', join(file, 'below')]) {
      expect(() => writePidFile(path, { pid: 42, document: null, meta: null }), path).toThrow();
      removePidFile(path);
    }
    expect(readFileSync(file, 'utf8')).toBe('[server]\n');
    expect(readdirSync(dir)).toEqual(['config.toml']);
  });

  it('reads nothing from what has no end, and waits for nobody', () => {
    const fifo = join(dir, 'fifo');
    execFileSync('mkfifo', [fifo]);
    for (const path of ['/dev/zero', fifo, dir]) expect(readPidFile(path), path).toBeNull();
  });

  it('replaces and removes PID files of any age, and empty ones', () => {
    const path = join(dir, 'web.pid');
    for (const text of ['', '7', '7\n', ' 7 \n{}\n']) {
      writeFileSync(path, text);
      writePidFile(path, { pid: 42, document: null, meta: null });
      expect(readPidFile(path)?.pid).toBe(42);
      writeFileSync(path, text);
      removePidFile(path);
      expect(readdirSync(dir)).toEqual([]);
    }
  });

  it.each(['42', '42\n', '42\n{"name":"web"}', '42\n{"name":"web"}\n'])('reads the older form %j', (text) => {
    expect(parsePidFile(text, 9)).toMatchObject({ pid: 42, meta: null, writtenAtMs: 9 });
    expect(identityOf(parsePidFile(text, 9)!)).toBeNull();
  });

  it.each(['', 'x', '-5', '0', '1', '4 2', '99999999999', '\n42', '{}'])('is none: %j', (text) => {
    expect(parsePidFile(text, 0)).toBeNull();
  });

  it('takes a torn second or third line for absent', () => {
    expect(parsePidFile('42\n{"na\n{"start_unix":5', 0)).toMatchObject({ pid: 42, document: null, meta: null });
    expect(parsePidFile('42\n[1]\n{"start_unix":"5"}', 0)).toMatchObject({ document: null, meta: null });
  });

  it('never throws and never invents a pid, whatever the bytes', () => {
    const path = join(dir, 'fuzz.pid');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        writeFileSync(path, text);
        const read = readPidFile(path);
        expect(read === null || read.pid >= 2).toBe(true);
      }),
      { numRuns: generated(300) },
    );
  });

  it('reads back what it wrote', () => {
    const file = fc.record({
      pid: fc.integer({ min: 2, max: 4_194_304 }),
      document: fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>),
      meta: fc.record({ start_unix: fc.nat(), start_ticks: fc.nat(), boot_id: fc.string() }),
    });
    fc.assert(
      fc.property(file, (value) => {
        expect(parsePidFile(formatPidFile(value), 1)).toEqual({ ...value, writtenAtMs: 1 });
      }),
    );
  });
});
