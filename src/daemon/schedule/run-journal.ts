import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf, writeFileAtomically } from '#core';
import type { CronRun } from './cron-run.js';

const MODE = 0o600;

/** Runs that ended, a line of JSON each, the latest last. Appended to, and now and then written anew without the oldest. */
export class RunJournal {
  #lines = 0;

  /** @param most how many runs are kept; the file may hold twice as many */
  constructor(
    private readonly path: string,
    private readonly most: number,
  ) {}

  /** The runs kept, the latest first. A line that was torn by a crash counts as none. */
  read(): readonly CronRun[] {
    const text = this.#read();
    const lines = text.split('\n').slice(0, -1);
    // After a torn line the next one would be torn too: the file is then written anew.
    this.#lines = text === '' || text.endsWith('\n') ? lines.length : Number.POSITIVE_INFINITY;
    const runs = lines.slice(-this.most).flatMap((line) => parse(line));
    return runs.reverse();
  }

  /** @param runs all that are kept, the latest first. @throws the system error when it cannot be written */
  append(runs: readonly CronRun[], added: number): void {
    if (this.#lines + added > 2 * this.most) {
      this.#lines = runs.length;
      writeFileAtomically(this.path, runs.toReversed().map(format).join(''));
      return;
    }
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o750 });
    appendFileSync(this.path, runs.slice(0, added).toReversed().map(format).join(''), { mode: MODE });
    this.#lines += added;
  }

  #read(): string {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return '';
      throw error;
    }
  }
}

function format(run: CronRun): string {
  return `${JSON.stringify(run)}\n`;
}

function parse(line: string): CronRun[] {
  try {
    const run = JSON.parse(line) as CronRun | null;
    return typeof run?.dueAt === 'number' ? [run] : [];
  } catch {
    return []; // torn: the host went down while it was written
  }
}
