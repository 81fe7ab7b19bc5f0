import { readdirSync, readFileSync, statSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { DaemonBench, type DaemonProcess, printFigures, waitFor } from '#testing';

/** 0 = some restarts, and orders that change nothing until enough has happened for every bound to be reached. */
const SECONDS = Number(process.env['PROVISR_STORM_SECONDS'] ?? 0);
const BUDGET_BYTES = 256 * 1024;
/** More than the ring in memory, the files and the buffers of a unix socket hold together. */
const ENOUGH_EVENTS = 6_500;
/** An order to them is as many events. */
const CROWD = 40;
/** Of a daemon whose garbage is collected when it likes. What a storm of a minute told would be 15 MB. */
const FLAT_WITHIN_BYTES = 48 * 1024 * 1024;

const bench = new DaemonBench('storm');
const socket = join(bench.directory.path, 'api.sock');
const history = join(bench.directory.path, 'run', 'history');
const mib = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;

afterAll(() => bench.close());

/** Checks a stream as it comes: every number once and in order, but for what a gap has told. */
class Reader {
  events = 0;
  restarts = 0;
  readonly gaps: { readonly missed: number; readonly reason: string }[] = [];
  readonly faults: string[] = [];
  lastNumber = 0;
  #rest = '';

  constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('error', () => undefined); // closed by this side
  }

  read(): this {
    this.response.on('data', (text: string) => this.#take(text));
    return this;
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split('\n\n');
    this.#rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, id, type, data] = /^id: \w+-(\d+)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? [];
      if (type !== undefined) this.#event(Number(id), type, data ?? '');
    }
  }

  #event(number: number, type: string, data: string): void {
    if (type === 'gap') this.gaps.push(JSON.parse(data) as { missed: number; reason: string });
    const step = type === 'gap' ? (this.gaps.at(-1)?.missed ?? 0) : 1;
    if (this.lastNumber > 0 && number !== this.lastNumber + step) this.faults.push(`${type} ${number} after ${this.lastNumber}`);
    this.lastNumber = number;
    this.events += 1;
    if (type === 'process.started') this.restarts += 1;
  }
}

function connect(): Promise<Reader> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: socket, path: '/api/events', agent: false });
    call.once('error', reject);
    call.once('response', (response) => {
      onTestFinished(() => void response.destroy());
      resolve(new Reader(response));
    });
    call.end();
  });
}

const residentBytes = ({ pid }: DaemonProcess): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
const storedBytes = (): number => readdirSync(history).reduce((sum, name) => sum + statSync(join(history, name)).size, 0);

describe('a storm of restarts', () => {
  it(
    'leaves memory flat and the history within its budget, and loses no event of a reader that keeps up',
    async () => {
      const command = SECONDS > 0 ? 'sleep 0.1' : 'true';
      const looping = { name: 'loop', command, instances: SECONDS > 0 ? 24 : 2, auto_restart: true, restart_interval: '0s' };
      bench.configure({
        processes: [looping, { name: 'crowd', command: 'sleep 600', instances: CROWD }],
        server: { listen: 'none', socket },
        history: { max_size_mb: '256KiB' },
      });
      const daemon = await bench.serve();
      const keepsUp = (await connect()).read();
      const stalled = await connect();
      let mostStored = 0;
      const samples: number[] = [];
      const watching = setInterval(() => {
        mostStored = Math.max(mostStored, storedBytes());
        samples.push(residentBytes(daemon));
      }, 100);
      onTestFinished(() => clearInterval(watching));

      const from = performance.now();
      while (SECONDS === 0 && keepsUp.events < ENOUGH_EVENTS) await daemon.client.processes.start({ base: 'crowd' });
      await waitFor(() => performance.now() - from >= SECONDS * 1000, {
        what: 'the storm to be over',
        timeoutMs: Math.max(30_000, SECONDS * 2_000),
      });
      const tookMs = performance.now() - from;
      clearInterval(watching);
      const restarts = keepsUp.restarts;
      await daemon.client.processes.stop({ base: 'loop' }, { waitMs: 1_000 });
      const { events } = await daemon.client.events.history({ limit: 1 });
      const lastNumber = Number(events[0]?.id.split('-')[1]);
      await waitFor(() => keepsUp.lastNumber >= lastNumber, { what: 'the last event for the reader that keeps up' });
      stalled.read();
      await waitFor(() => stalled.lastNumber >= lastNumber, { what: 'the last event for the reader that did not read' });

      const settled = samples.slice(Math.floor(samples.length / 4));
      const growth = (settled.at(-1) ?? 0) - (settled[0] ?? 0);
      printFigures(
        `${restarts} restarts in ${(tookMs / 1000).toFixed(1)} s (${Math.round(restarts / (tookMs / 1000))} a second), ${keepsUp.events} events; ` +
          `memory ${mib(settled[0] ?? 0)}, ${growth >= 0 ? '+' : '-'}${mib(Math.abs(growth))} to the end, at most ${mib(Math.max(...samples))}; ` +
          `history at most ${mib(mostStored)} of ${mib(BUDGET_BYTES)}; the reader that did not read missed ${stalled.gaps[0]?.missed} in one mark`,
      );
      expect(keepsUp.faults).toEqual([]);
      expect(keepsUp.gaps).toEqual([]);
      expect(stalled.faults).toEqual([]);
      expect(stalled.gaps).toEqual([{ type: 'gap', missed: expect.any(Number) as number, reason: 'slow' }]);
      expect(mostStored).toBeLessThanOrEqual(BUDGET_BYTES);
      expect(Math.abs(growth)).toBeLessThan(FLAT_WITHIN_BYTES);
      await daemon.stop();
    },
    60_000 + SECONDS * 2_000,
  );
});
