import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Has one program write into a FIFO and another move that into a file.
 * @param {{ command: string[], flood: string, bytes: number, directory: string }} what `command` gets the FIFO and the file, says `ready`, and
 * at the end what it took as JSON
 * @returns {Promise<{ mbPerSecond: number, cpuSecondsPerGb: number, peakMib: number, grewMib: number }>}
 */
export async function runIntake({ command: [program, ...args], flood, bytes, directory }) {
  const place = mkdtempSync(join(directory, 'intake-'));
  const fifo = join(place, 'fifo');
  spawnSync('mkfifo', [fifo]);
  const writeEnd = openSync(fifo, constants.O_RDWR);
  const intake = spawn(program, [...args, fifo, join(place, 'out.log')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(intake, 'close');
  let said = '';
  intake.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  await once(intake.stdout, 'data');
  const began = performance.now();
  const writer = spawn(flood, [String(bytes)], { stdio: ['ignore', writeEnd, 'inherit'] });
  closeSync(writeEnd);
  await Promise.all([ended, once(writer, 'exit')]);
  const seconds = (performance.now() - began) / 1000;
  rmSync(place, { recursive: true });
  const { cpuMs, peakKib, grewKib } = JSON.parse(said.trim().split('\n').at(-1));
  return { mbPerSecond: bytes / 1e6 / seconds, cpuSecondsPerGb: cpuMs / (bytes / 1e6), peakMib: peakKib / 1024, grewMib: grewKib / 1024 };
}
