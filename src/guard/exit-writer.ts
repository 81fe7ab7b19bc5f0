import { randomUUID } from 'node:crypto';
import { ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExitEntry, formatExitEntry } from '#core';

/** The journal is begun anew when it reaches this, with the entries that may still be asked for. */
const LONGEST_BYTES = 1024 * 1024;
const KEPT_ENTRIES = 4096;

/**
 * The journal of exits, written by the guard and read by its daemons through an inherited descriptor. The file has no name: it goes
 * with the last who holds it, and nothing is left behind by a kill.
 */
export class ExitWriter {
  /** Readable and appending; to be handed to each daemon. */
  readonly fd: number;
  readonly #kept: string[] = [];
  #bytes = 0;

  /** @throws the system error when the temporary directory cannot be written */
  constructor(directory = tmpdir()) {
    const path = join(directory, `provisr-guard-${randomUUID()}`);
    this.fd = openSync(path, 'ax+', 0o600);
    rmSync(path);
  }

  append(entry: ExitEntry): void {
    const line = formatExitEntry(entry);
    this.#kept.push(line);
    if (this.#bytes + line.length > LONGEST_BYTES) this.#beginAnew();
    else this.#write(line);
  }

  #beginAnew(): void {
    this.#kept.splice(0, Math.max(0, this.#kept.length - KEPT_ENTRIES));
    ftruncateSync(this.fd, 0);
    this.#bytes = 0;
    this.#write(this.#kept.join(''));
  }

  #write(text: string): void {
    writeSync(this.fd, text);
    this.#bytes += text.length;
  }
}
