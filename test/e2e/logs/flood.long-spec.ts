import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DaemonBench, printFigures, waitFor } from '#testing';
import { program } from '../program.js';

const MEGABYTES = Number(process.env['PROVISR_FLOOD_MB'] ?? 60);
const MAX_SIZE_MB = 10;
const LINE_BYTES = 100;
const LOOK_EVERY_MS = 50;
/** More than this between the daemon at rest and the highest look is growth. */
const FLAT_WITHIN_BYTES = 64 * 1024 * 1024;

const residentBytes = (pid: number): number => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;

/** Files of a stream, oldest first. */
function filesOf(bench: DaemonBench, name: string): string[] {
  const stem = `${name}.stdout.log`;
  const age = (file: string): number => Number(file.slice(stem.length + 1) || 0);
  const files = readdirSync(bench.logDir).filter((file) => file.startsWith(stem));
  return files.sort((left, right) => age(right) - age(left)).map((file) => join(bench.logDir, file));
}

const storedBytes = (files: readonly string[]): number => files.reduce((sum, file) => sum + statSync(file).size, 0);

/** Goes through all lines in order; returns how many there are and the first that is not the one expected there. */
function checkLines(files: readonly string[]): { lines: number; wrong: string | null; split: string[] } {
  const split: string[] = [];
  const piece = Buffer.alloc(LINE_BYTES * 10_000);
  let [lines, wrong]: [number, string | null] = [0, null];
  for (const file of files) {
    if (statSync(file).size % LINE_BYTES !== 0) split.push(file);
    const fd = openSync(file, 'r');
    for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece)) {
      for (let at = 0; at < read; at += LINE_BYTES, lines += 1) {
        const line = piece.toString('latin1', at, Math.min(at + LINE_BYTES, read));
        if (!line.startsWith(`${String(lines).padStart(12, '0')} x`) || !line.endsWith('x\n')) wrong ??= `${file}: line ${lines}: ${line}`;
      }
    }
    closeSync(fd);
  }
  return { lines, wrong, split };
}

describe('a process that writes as fast as it can', () => {
  it(`has all of ${MEGABYTES} MB on disk across rotations, no line split, and the daemon stays small`, async () => {
    const bench = new DaemonBench('flood');
    onTestFinished(() => bench.close());
    bench.configure({});
    const daemon = await bench.serve();
    const looks = [residentBytes(daemon.pid)];
    const watching = setInterval(() => looks.push(residentBytes(daemon.pid)), LOOK_EVERY_MS);
    onTestFinished(() => clearInterval(watching));
    const from = performance.now();
    let took = 0;
    await daemon.client.processes.launch({
      name: 'flood',
      args: [process.execPath, program('floods-stdout.mjs'), String(MEGABYTES)],
      log: { dir: bench.logDir, max_size_mb: MAX_SIZE_MB, max_backups: MEGABYTES, max_age_days: 0 },
    });
    await waitFor(
      () => {
        took = performance.now() - from;
        const stored = filesOf(bench, 'flood');
        // The last rotation may be under way: its file is about to get another name.
        return storedBytes(stored) >= MEGABYTES * 1_000_000 && !stored.some((file) => file.endsWith('.rotating'));
      },
      { what: 'every byte to be stored', timeoutMs: 100_000 },
    );
    clearInterval(watching);

    const files = filesOf(bench, 'flood');
    const { lines, wrong, split } = checkLines(files);
    expect({ wrong, split }).toEqual({ wrong: null, split: [] });
    expect(lines).toBe((MEGABYTES * 1_000_000) / LINE_BYTES);
    expect(bench.log('flood', 'stderr')).toBe('done\n');
    const rotated = files.slice(0, -1).map((file) => statSync(file).size);
    expect(Math.min(...rotated)).toBeGreaterThanOrEqual(MAX_SIZE_MB * 1_000_000);
    expect(Math.max(...rotated)).toBeLessThanOrEqual(MAX_SIZE_MB * 1_048_576 + LINE_BYTES);

    const mib = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MiB`;
    printFigures(
      `${MEGABYTES} MB in ${files.length} files in ${Math.round(took)} ms (${Math.round((MEGABYTES * 1_000) / took)} MB/s, start of the writer included); ` +
        `daemon ${mib(looks[0]!)} before, at most ${mib(Math.max(...looks))}`,
    );
    expect(Math.max(...looks) - looks[0]!).toBeLessThan(FLAT_WITHIN_BYTES);
  }, 120_000);
});
