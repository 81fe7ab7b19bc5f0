import { deepEqual, equal, ok } from 'node:assert/strict';
import { type LogSink, systemClock, within } from '#core';
import { waitFor } from '../wait-for.js';
import { PATIENCE_MS, type PluginCase } from './plugin-case.js';

/** A place that a sink stores to. Each case wants a new one. */
export interface LogSinkTrial {
  /** Opens a sink on it. */
  readonly open: () => LogSink | Promise<LogSink>;
  /** The lines that have arrived so far. Asked again while what was stored may still be on its way. */
  readonly lines: () => readonly string[] | Promise<readonly string[]>;
}

/** Writes as the daemon does: the memory of a chunk is used again, and a pause is waited for. */
async function feed(sink: LogSink, chunks: readonly (string | Buffer)[]): Promise<void> {
  let ready: () => void = () => undefined;
  sink.onReady(() => ready());
  for (const chunk of chunks) {
    const memory = Buffer.from(chunk as string);
    const resumed = new Promise<void>((resolve) => (ready = resolve));
    const goesOn = sink.write(memory);
    memory.fill(0);
    if (!goesOn) await within(systemClock, PATIENCE_MS, resumed);
  }
}

/** @param last the line that comes last */
async function stored({ open, lines }: LogSinkTrial, chunks: readonly (string | Buffer)[], last: string): Promise<readonly string[]> {
  const sink = await open();
  await feed(sink, chunks);
  await within(systemClock, PATIENCE_MS, sink.close());
  equal(sink.droppedBytes, 0, 'nothing may be dropped while the other side takes everything');
  const isThere = async (): Promise<boolean> => (await lines()).at(-1) === last;
  // That it never comes is told by what has come instead.
  await waitFor(isThere, { timeoutMs: PATIENCE_MS }).catch(() => undefined);
  return lines();
}

/**
 * What supervision relies on, wherever a log sink stores: for authors of log sinks. Bound to no test framework:
 * `for (const { name, check } of logSinkConformance) it(name, () => check({ open, lines }))`.
 */
export const logSinkConformance: readonly PluginCase<LogSinkTrial>[] = [
  {
    name: 'begins without losses and problems',
    check: async ({ open }) => {
      const sink = await open();
      deepEqual([sink.droppedBytes, sink.problem], [0, null]);
      await sink.close();
    },
  },
  {
    name: 'has stored all lines in their order when it is closed',
    check: async (trial) => {
      const lines = Array.from({ length: 100 }, (_, index) => `line ${index}`);
      deepEqual(
        await stored(
          trial,
          lines.map((line) => `${line}\n`),
          'line 99',
        ),
        lines,
      );
    },
  },
  {
    name: 'keeps lines whole that come in pieces, and characters too',
    check: async (trial) =>
      deepEqual(await stored(trial, ['one', ' line\ntwo ', 'lines\n', 'grün\n'], 'grün'), ['one line', 'two lines', 'grün']),
  },
  {
    name: 'goes on behind lines that are too long, and bytes that are no text',
    check: async (trial) => {
      const binary = Buffer.from([0xff, 0xfe, 0x00, 0x0a]);
      const lines = await stored(trial, ['x'.repeat(70_000), 'x'.repeat(70_000), '\n', binary, 'after\n'], 'after');
      equal(lines.at(-1), 'after');
    },
  },
  {
    name: 'can be closed without having been written to, and twice',
    check: async ({ open }) => {
      const sink = await open();
      await within(systemClock, PATIENCE_MS, sink.close());
      const [again] = await within(systemClock, PATIENCE_MS, Promise.allSettled([sink.close()]));
      ok(again.status === 'fulfilled', 'close never rejects');
    },
  },
];
