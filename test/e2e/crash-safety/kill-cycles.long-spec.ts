import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { accountOfLines, DaemonBench, printFigures, type SpecInput, waitFor } from '#testing';
import { program } from '../program.js';

const CYCLES = Number(process.env['PROVISR_CYCLES'] ?? 8);
const SLEEPERS = 49;
/** A daemon that has come up is killed at the latest after this. */
const LATEST_KILL_MS = 400;
/** Until one boot was measured. */
const LATEST_BOOT_MS = 1_000;
/** What one read takes out of a FIFO, in lines of at least this many bytes: the most that one kill may cost. */
const LINES_IN_HAND = (64 * 1024) / 'line 1\n'.length;

const counter: SpecInput = {
  name: 'counter',
  command: program('counts-lines.sh'),
  env: ['BATCH=50', 'PAUSE=0.02'],
  auto_restart: true,
  log: { max_size_mb: 1, max_backups: 1_000 },
};

function sleepers(): SpecInput[] {
  return Array.from({ length: SLEEPERS }, (_, at) => ({ name: `sleeper-${at}`, command: 'sleep 100000', auto_restart: true }));
}

/** The lines of a log over all its rotations, oldest first. */
function storedLines(bench: DaemonBench, name: string): string[] {
  const stem = `${name}.stdout.log`;
  const age = (file: string): number => Number(file.slice(stem.length + 1) || 0);
  const files = readdirSync(bench.logDir).filter((file) => file.startsWith(stem));
  const text = files.sort((left, right) => age(right) - age(left)).map((file) => readFileSync(join(bench.logDir, file), 'utf8'));
  return text.join('').split('\n').slice(0, -1);
}

/** Name → PIDs of its copies. */
function alive(bench: DaemonBench): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const { process, pid, session } of bench.live())
    if (process !== null && pid === session) found.set(process, [...(found.get(process) ?? []), pid]);
  return found;
}

/** Returns how long the boot took, ms. */
async function serveThenKill(bench: DaemonBench, afterMs: number): Promise<number> {
  const from = performance.now();
  const daemon = await bench.serve();
  const bootMs = performance.now() - from;
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await daemon.kill();
  return bootMs;
}

describe('a manager that is killed again and again', () => {
  it(
    `loses and doubles nothing under 50 processes in ${CYCLES} kills at random moments, boot included`,
    async () => {
      const bench = new DaemonBench('kill-cycles');
      onTestFinished(() => bench.close());
      bench.configure({ processes: [counter, ...sleepers()] });
      let known: ReadonlyMap<string, readonly number[]> = new Map();
      const moments: string[] = [];
      let bootMs = LATEST_BOOT_MS;
      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        // In turns: one is killed on its way up, the next at rest.
        const isBoot = cycle % 2 === 0;
        const moment = Math.round(Math.random() * (isBoot ? bootMs : LATEST_KILL_MS));
        moments.push(isBoot ? `${moment} ms` : `up + ${moment} ms`);
        if (isBoot) await bench.serveAndKill(moment);
        else bootMs = await serveThenKill(bench, moment);
        const now = alive(bench);
        const about = `after kill ${cycle + 1} (${moments.at(-1)})`;
        expect(
          [...now].filter(([, pids]) => pids.length > 1),
          `doubled ${about}`,
        ).toEqual([]);
        expect(
          [...known].filter(([name, [pid]]) => now.get(name)?.[0] !== pid),
          `lost ${about}`,
        ).toEqual([]);
        known = now;
      }

      const daemon = await bench.serve();
      const statuses = await daemon.client.processes.list();
      const final = alive(bench);
      expect(statuses).toHaveLength(SLEEPERS + 1);
      expect(final.size).toBe(SLEEPERS + 1);
      expect(statuses.map(({ name, running, pid, restarts }) => ({ name, running, pid: [pid], restarts }))).toEqual(
        statuses.map(({ name }) => ({ name, running: true, pid: final.get(name), restarts: 0 })),
      );
      expect([...known].filter(([name, [pid]]) => final.get(name)?.[0] !== pid)).toEqual([]);
      expect(
        statuses
          .filter(({ adopted }) => adopted)
          .map(({ name }) => name)
          .sort(),
      ).toEqual([...known.keys()].sort());

      await daemon.client.processes.stop({ name: 'counter' });
      const lines = storedLines(bench, 'counter');
      const last = lines.pop();
      const { written, missing, doubled, disordered, garbled } = accountOfLines(lines);
      printFigures(
        `${CYCLES} kills${CYCLES > 30 ? '' : ` at ${moments.join(', ')}`}: ${known.size} adopted, ${written} lines, ${missing} missing, ${doubled} doubled, ${garbled.length} garbled`,
      );
      expect(last).toBe(`last ${written}`);
      expect({ doubled, disordered, garbled }).toEqual({ doubled: 0, disordered: 0, garbled: [] });
      expect(missing).toBeLessThanOrEqual(CYCLES * LINES_IN_HAND);
      expect(await daemon.stop()).toBe(0);
      await waitFor(() => bench.live().length === 0, { what: 'everything to be stopped' });
    },
    20_000 + CYCLES * 10_000,
  );
});
