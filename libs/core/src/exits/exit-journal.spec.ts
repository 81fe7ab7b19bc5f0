import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScratchDirectory, scratchDirectory } from '#testing';
import { type ExitEntry, formatExitEntry, parseExitEntry } from './exit-entry.js';
import { ExitJournal } from './exit-journal.js';

const entries = fc.record({
  pid: fc.integer({ min: 1, max: 4_194_304 }),
  startTicks: fc.nat(),
  at: fc.nat(),
  exit: fc.oneof(
    fc.record({ code: fc.integer({ min: 0, max: 255 }), signal: fc.constant(null), error: fc.constant(null) }),
    fc.record({ code: fc.constant(null), signal: fc.constantFrom('SIGKILL', 'SIGTERM', 'SIGSEGV'), error: fc.constant(null) }),
  ),
}) as fc.Arbitrary<ExitEntry>;

const identityOf = ({ pid, startTicks }: { pid: number; startTicks: number | null }) => ({ pid, startTicks, startUnix: 0, bootId: null });

describe('the journal of exits', () => {
  let directory: ScratchDirectory;
  let fd: number;

  beforeEach(() => {
    directory = scratchDirectory('exit-journal');
    fd = openSync(join(directory.path, 'journal'), 'a+');
  });

  afterEach(() => {
    closeSync(fd);
    directory.remove();
  });

  it('gives back what was written', () => {
    fc.assert(fc.property(entries, (entry) => void expect(parseExitEntry(formatExitEntry(entry).trimEnd())).toEqual(entry)));
  });

  it('takes nothing from lines that are no entries', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void expect(parseExitEntry(line)).toBeNull()));
  });

  it('finds every entry however the writes were cut, and no torn one', () => {
    const distinct = fc.uniqueArray(entries, { selector: ({ pid, startTicks }) => `${pid}/${startTicks}`, minLength: 1 });
    fc.assert(
      fc.property(distinct, fc.array(fc.nat(400)), (written, cuts) => {
        ftruncateSync(fd, 0);
        const journal = new ExitJournal(fd);
        const text = written.map(formatExitEntry).join('');
        const borders = [...cuts.filter((cut) => cut < text.length - 1).sort((left, right) => left - right), text.length - 1];
        let from = 0;
        for (const border of borders) {
          writeSync(fd, text.slice(from, border));
          from = border;
          journal.exitOf(identityOf(written[0]!));
        }
        const last = written.at(-1)!;
        if (written.length > 1) expect(journal.exitOf(identityOf(written[0]!))).toEqual({ exit: written[0]!.exit, at: written[0]!.at });
        expect(journal.exitOf(identityOf(last))).toBeNull();
        writeSync(fd, text.slice(from));
        for (const entry of written) expect(journal.exitOf(identityOf(entry))).toEqual({ exit: entry.exit, at: entry.at });
      }),
    );
  });

  it('goes on with a journal that was begun anew, and confuses nobody with an earlier holder of the PID', () => {
    const journal = new ExitJournal(fd);
    const exit = { code: 3, signal: null, error: null };
    writeSync(fd, formatExitEntry({ pid: 7, startTicks: 100, exit, at: 1 }));
    expect(journal.exitOf(identityOf({ pid: 7, startTicks: 100 }))?.exit.code).toBe(3);
    expect(journal.exitOf(identityOf({ pid: 7, startTicks: 101 }))).toBeNull();
    expect(journal.exitOf(identityOf({ pid: 7, startTicks: null }))).toBeNull();

    ftruncateSync(fd, 0);
    writeSync(fd, formatExitEntry({ pid: 8, startTicks: 5, exit, at: 2 }));
    expect(journal.exitOf(identityOf({ pid: 8, startTicks: 5 }))?.at).toBe(2);
  });
});
