import { closeSync, fstatSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExitJournal } from '#core';
import { type ScratchDirectory, scratchDirectory } from '#testing';
import { ExitWriter } from './exit-writer.js';

const exit = { code: 3, signal: null, error: null } as const;

describe('the journal of the guard', () => {
  let directory: ScratchDirectory;
  let writer: ExitWriter;

  beforeEach(() => {
    directory = scratchDirectory('exit-writer');
    writer = new ExitWriter(directory.path);
  });

  afterEach(() => {
    closeSync(writer.fd);
    directory.remove();
  });

  it('leaves nothing in the file system', () => {
    expect(readdirSync(directory.path)).toEqual([]);
  });

  it('stays below a megabyte and still knows the latest ends', () => {
    const journal = new ExitJournal(writer.fd);
    for (let pid = 1; pid <= 40_000; pid++) writer.append({ pid, startTicks: 9, exit, at: 1_700_000_000_000 });
    expect(fstatSync(writer.fd).size).toBeLessThanOrEqual(1024 * 1024);
    for (let pid = 36_000; pid <= 40_000; pid++)
      expect(journal.exitOf({ pid, startTicks: 9, startUnix: 0, bootId: null })?.exit).toEqual(exit);
  });
});
