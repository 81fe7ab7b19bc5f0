import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../errors.js';
import { makeDirectory } from '../files/make-directory.js';
import { isHalfWritten } from '../pidfile/pid-file.js';
import { writeWithinPage } from './page-file.js';
import type { RunRecord } from './run-record.js';

const SUFFIX = '.json';

function parseRecord(text: string): RunRecord | null {
  try {
    const value = JSON.parse(text) as Partial<RunRecord> | null;
    return value?.version === 1 && typeof value.name === 'string' && typeof value.wanted === 'boolean' ? (value as RunRecord) : null;
  } catch {
    return null; // torn by a host crash: the same as none
  }
}

/**
 * Run records as one small file each under `<state dir>/state`. No fsync: they need to survive the death of the manager,
 * not of the host, after which they say nothing anyway.
 */
export class RecordStore {
  readonly #dir: string;

  constructor(stateDir: string) {
    this.#dir = join(stateDir, 'state');
  }

  #path(name: string): string {
    return join(this.#dir, `${name}${SUFFIX}`);
  }

  /** @throws the system error when it cannot be written: then nothing may be spawned */
  write(record: RunRecord): void {
    writeWithinPage(this.#path(record.name), JSON.stringify(record));
  }

  remove(name: string): void {
    rmSync(this.#path(name), { force: true });
  }

  /** All readable records; unreadable ones count as absent. */
  readAll(): readonly RunRecord[] {
    let names: string[];
    try {
      names = readdirSync(this.#dir);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      makeDirectory(this.#dir, 0o750);
      return [];
    }
    // Left by a manager that was killed while it wrote; only one manager at a time works here.
    for (const name of names.filter(isHalfWritten)) rmSync(join(this.#dir, name), { force: true });
    return names.filter((name) => name.endsWith(SUFFIX)).flatMap((name) => this.#read(join(this.#dir, name)) ?? []);
  }

  #read(path: string): RunRecord | null {
    try {
      return parseRecord(readFileSync(path, 'utf8'));
    } catch (error) {
      if (errnoOf(error) === undefined) throw error;
      return null;
    }
  }
}
