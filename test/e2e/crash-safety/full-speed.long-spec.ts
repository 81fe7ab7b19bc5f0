import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DaemonBench, printFigures, waitFor } from '#testing';
import { program } from '../program.js';

const KILLS = Number(process.env['PROVISR_FULL_SPEED_KILLS'] ?? 2);
/** What is written between two kills at the least. */
const MEGABYTES_PER_KILL = 20;
const LINE_BYTES = 100;
const READ_BYTES = 64 * 1024;
const NUMBERED = /^(\d{12}) x{86}$/;

/** Numbers of the lines of all files of a stream, in the order they were written; anything else counts as garbled. */
function storedNumbers(bench: DaemonBench, name: string): { numbers: number[]; garbled: string[] } {
  const stem = `${name}.stdout.log`;
  const age = (file: string): number => Number(file.slice(stem.length + 1) || 0);
  const files = readdirSync(bench.logDir).filter((file) => file.startsWith(stem));
  const [numbers, garbled]: [number[], string[]] = [[], []];
  for (const file of files.sort((left, right) => age(right) - age(left))) {
    for (const line of readFileSync(join(bench.logDir, file), 'latin1').split('\n').slice(0, -1)) {
      const number = NUMBERED.exec(line)?.[1];
      if (number === undefined) garbled.push(line);
      else numbers.push(Number(number));
    }
  }
  return { numbers, garbled };
}

describe('a manager that is killed while a process writes as fast as it can', () => {
  it(
    `loses nothing where the kernel moves the output, and else at most what it had just read, over ${KILLS} kills`,
    async () => {
      const bench = new DaemonBench('full-speed');
      onTestFinished(() => bench.close());
      const megabytes = (KILLS + 1) * MEGABYTES_PER_KILL;
      bench.configure({
        processes: [
          {
            name: 'flood',
            args: [process.execPath, program('floods-stdout.mjs'), String(megabytes)],
            log: { max_size_mb: 5, max_backups: 1_000 },
          },
        ],
      });
      const written = (): number => {
        const [pid] = bench.copies('flood');
        return pid === undefined ? 0 : Number(/^wchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'latin1'))![1]);
      };
      for (let kill = 1; kill <= KILLS; kill += 1) {
        const enough = (kill - Math.random()) * MEGABYTES_PER_KILL * 1_000_000;
        await bench.serveAndKill(() => written() >= enough);
      }
      const daemon = await bench.serve();
      const isNative = (await daemon.client.daemon.debugProcesses())['spawner'] === 'posix_spawn';
      const readsLost = isNative ? 0 : KILLS;
      await waitFor(() => bench.log('flood', 'stderr') === 'done\n', { what: 'the last line', timeoutMs: 60_000 });
      await daemon.client.processes.stop({ name: 'flood' });

      const { numbers, garbled } = storedNumbers(bench, 'flood');
      const distinct = new Set(numbers).size;
      const missing = (megabytes * 1_000_000) / LINE_BYTES - distinct;
      printFigures(
        `${KILLS} kills in ${megabytes} MB at full speed: ${missing} lines missing, ${numbers.length - distinct} doubled, ${garbled.length} torn`,
      );
      expect(numbers.length).toBe(distinct);
      expect(missing).toBeLessThanOrEqual(readsLost * Math.ceil(READ_BYTES / LINE_BYTES + 1));
      // A chunk ends anywhere, so each that is lost tears one line.
      expect(garbled.length).toBeLessThanOrEqual(readsLost);
    },
    30_000 + KILLS * 10_000,
  );
});
