import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtEnvironment, endMarked, MARK_VARIABLE, markedProcesses, newMark, type ScratchDirectory, scratchDirectory } from '#testing';
import { program } from '../program.js';

const run = promisify(execFile);

/** What is one for a whole process, as the host found it. */
interface Snapshot {
  readonly listeners: Readonly<Record<string, number>>;
  readonly metrics: readonly string[];
  readonly settings: unknown;
  readonly stackTraces: unknown;
}

interface Told {
  readonly before: Snapshot;
  readonly during: Snapshot;
  readonly after: Snapshot;
  readonly seen: readonly { readonly names: string[]; readonly isPage: boolean; readonly metrics: string; readonly own: string }[];
  /** To the host's own logger, and to those of the guests. */
  readonly said: readonly string[];
  readonly heard: readonly (readonly string[])[];
}

let scratch: ScratchDirectory;
let mark: string;

beforeEach(() => {
  scratch = scratchDirectory('guest');
  mark = newMark();
});

afterEach(async () => {
  await endMarked(mark);
  scratch.remove();
});

async function host(first: number): Promise<Told> {
  const env = { ...builtEnvironment(), [MARK_VARIABLE]: mark };
  const { stdout } = await run(process.execPath, [program('guest-host.mjs'), scratch.path, String(first)], { env });
  return JSON.parse(stdout) as Told;
}

describe.each([0, 1])('two guests in one host, of which number %d leaves first', (first) => {
  it('take nothing that is the host’s, do not meet, and leave no handle, descriptor, listener or process behind', async () => {
    const { before, during, after, seen, said, heard } = await host(first);

    expect(after).toEqual(before);
    expect(markedProcesses(mark)).toEqual([]);

    // No signal is taken; crashes are contained for the one that was asked to.
    const { uncaughtException, ...others } = during.listeners;
    expect({ uncaughtException, others }).toEqual({ uncaughtException: 1, others: before.listeners });
    expect([during.settings, during.stackTraces, during.metrics]).toEqual([before.settings, before.stackTraces, before.metrics]);
    expect(before.metrics).toEqual(['host_orders_total']);

    expect(seen.map(({ names }) => names)).toEqual([
      ['one', 'one-nightly'],
      ['two', 'two-nightly'],
    ]);
    for (const [index, { isPage, metrics, own }] of seen.entries()) {
      expect(isPage).toBe(true);
      expect(metrics).toContain(`name="${index === 0 ? 'one' : 'two'}"`);
      expect(metrics).not.toContain(`name="${index === 0 ? 'two' : 'one'}"`);
      expect([metrics.includes('host_orders_total'), own.includes('provisr_')]).toEqual([false, false]);
    }

    expect(said).toEqual(['a guest has gone', 'a guest has gone']);
    const [ofOne = '', ofTwo = ''] = heard.map((lines) => lines.join('\n'));
    expect([ofOne, ofTwo]).toEqual([expect.stringMatching(/^stopped$/m), expect.stringMatching(/^stopped$/m)]);
    expect([ofOne, ofTwo]).toEqual([expect.stringMatching(/: one$/m), expect.stringMatching(/: two$/m)]);
    expect([/: two/.test(ofOne), /: one/.test(ofTwo)]).toEqual([false, false]);
    const thrown = 'a plugin threw where nobody could catch it: ./late.mjs';
    expect([ofOne.includes(thrown), ofTwo.includes(thrown)]).toEqual([true, false]);
  });
});
