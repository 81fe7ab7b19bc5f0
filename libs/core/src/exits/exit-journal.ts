import { fstatSync, readSync } from 'node:fs';
import type { ProcessIdentity } from '../inspect/process-inspector.js';
import { entryKey, parseExitEntry } from './exit-entry.js';
import type { ExitLedger, WitnessedExit } from './exit-ledger.js';

const READ_BYTES = 64 * 1024;

/** Reads the journal that a guard appends to (see `serve --guard`), as far as it has grown, whenever it is asked. */
export class ExitJournal implements ExitLedger {
  /** A guard that has died witnesses nothing more, and nobody learns of that: who asks has to bound the wait. */
  readonly isWatching = true;
  readonly #fd: number;
  readonly #seen = new Map<string, WitnessedExit>();
  #offset = 0;
  #rest = '';

  /** @param fd of the journal, readable; owned by the caller */
  constructor(fd: number) {
    this.#fd = fd;
  }

  exitOf(identity: ProcessIdentity): WitnessedExit | null {
    if (identity.startTicks === null) return null;
    const key = entryKey(identity);
    if (!this.#seen.has(key)) this.#readOn();
    return this.#seen.get(key) ?? null;
  }

  #readOn(): void {
    // The guard begins anew when the journal has grown too long.
    if (fstatSync(this.#fd).size < this.#offset) [this.#offset, this.#rest] = [0, ''];
    const buffer = Buffer.alloc(READ_BYTES);
    for (let count = this.#read(buffer); count > 0; count = this.#read(buffer)) {
      this.#offset += count;
      const lines = (this.#rest + buffer.toString('latin1', 0, count)).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#take(line);
    }
  }

  #read(buffer: Buffer): number {
    return readSync(this.#fd, buffer, 0, buffer.length, this.#offset);
  }

  #take(line: string): void {
    const entry = parseExitEntry(line);
    if (entry) this.#seen.set(entryKey(entry), { exit: entry.exit, at: entry.at });
  }
}
