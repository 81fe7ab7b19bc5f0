import { closeSync, fstatSync, readSync } from 'node:fs';
import { messageOf } from '#core/errors';
import { bindReexecCalls, loadLibrary, type NativeLibrary, setCloseOnExec } from '#native';
import { prepareDaemon } from './execute-daemon.js';
import { HAND_OVER_VARIABLE } from './hand-over-variable.js';
import { heldSignals } from './held-signals.js';
import { type HandedDescriptor, type HandOverDocument, parseDocument } from './hand-over-document.js';
import { leaveSignals } from './leave-signals.js';

/** What an earlier image of the daemon left. Until it is settled there is a way back. */
export class ReceivedHandOver {
  readonly document: HandOverDocument;
  readonly #library: NativeLibrary;
  readonly #memory: number;
  readonly #added: HandedDescriptor[] = [];
  #isSettled = false;

  constructor(library: NativeLibrary, memory: number, document: HandOverDocument) {
    this.#library = library;
    this.#memory = memory;
    this.document = { ...document, descriptors: document.descriptors.filter(({ fd }) => isOpen(library, fd)) };
  }

  /** How long ago the states of the processes were taken, ms. */
  get gapMs(): number {
    return Number(process.hrtime.bigint() - BigInt(this.document.takenAt)) / 1e6;
  }

  /** A copy of the descriptor for this purpose, the caller's to close; `null` when there is none. */
  descriptor(role: HandedDescriptor['role'], key: string): number | null {
    const found = this.document.descriptors.find((other) => other.role === role && other.key === key);
    return found === undefined ? null : bindReexecCalls(this.#library).duplicate(found.fd);
  }

  /** Copies of all descriptors for a purpose, the caller's to close. */
  descriptors(role: HandedDescriptor['role']): readonly HandedDescriptor[] {
    const calls = bindReexecCalls(this.#library);
    return this.document.descriptors.filter((other) => other.role === role).map(({ fd, key }) => ({ role, key, fd: calls.duplicate(fd) }));
  }

  /** Connections that came meanwhile go to whoever comes back. */
  giveBack(key: string, connections: readonly number[]): void {
    this.#added.push(...connections.map((fd) => ({ fd, key, role: 'connection' as const })));
  }

  /** This image goes on: what it did not take is let go, and there is no way back. */
  settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    for (const { fd, role } of this.document.descriptors) if (role !== 'journal') closeSync(fd);
    closeSync(this.#memory);
  }

  /**
   * This image cannot go on: the program from before comes back, at first with all it handed over, then by its records alone. What signals
   * have asked of this one is asked of that.
   * Returns when there is nothing to come back to.
   * @throws the system error when it cannot be executed
   */
  async comeBack(error: unknown): Promise<void> {
    const { attempt, from, failure, descriptors } = this.document;
    if (this.#isSettled || attempt === 2) return;
    await leaveSignals(this.#library);
    const signals = [...this.document.signals, ...(heldSignals()?.signals ?? [])];
    const back = { ...this.document, signals, descriptors: [...descriptors, ...this.#added], failure: failure ?? messageOf(error) };
    const next: HandOverDocument = attempt === 0 ? { ...back, attempt: 1 } : { ...back, attempt: 2, state: null };
    prepareDaemon(this.#library, from, next, this.#memory)();
  }
}

/** Marks it close-on-exec. A connection may have ended while the document was being written. */
function isOpen(library: NativeLibrary, fd: number): boolean {
  try {
    setCloseOnExec(library, fd, true);
    return true;
  } catch {
    return false;
  }
}

/** Takes what an earlier image of this very process left; `null` when it left nothing, or nothing that is understood. */
export function receiveHandOver(): ReceivedHandOver | null {
  const memory = Number(process.env[HAND_OVER_VARIABLE]);
  // Nobody who is started from here is meant.
  delete process.env[HAND_OVER_VARIABLE];
  const library = loadLibrary();
  if ('reason' in library || !Number.isSafeInteger(memory) || memory <= 2) return null;
  try {
    const document = parseDocument(readAll(memory));
    if (document === null) return null;
    setCloseOnExec(library, memory, true);
    return new ReceivedHandOver(library, memory, document);
  } catch {
    return null; // not open, or one of its descriptors is not: then it was meant for somebody else
  }
}

function readAll(fd: number): string {
  const bytes = Buffer.alloc(fstatSync(fd).size);
  for (let at = 0; at < bytes.length;) {
    const count = readSync(fd, bytes, at, bytes.length - at, at);
    if (count === 0) break;
    at += count;
  }
  return bytes.toString('utf8');
}
