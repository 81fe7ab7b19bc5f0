import type { RawDecision, RawIntake, RawMove } from '#core';
import { errnoOf } from '#core';
import type { LogFile } from './log-file.js';
import { isOverdue, LONGEST_OVERHANG_BYTES, rotationPoint } from './rotation-point.js';

/** The file sink, as its intake of unread bytes needs it. */
export interface IntakeFile {
  /** The open file, when it may take bytes unread at this moment. */
  current(): LogFile | null;
  /** Rotated at the first line end at or after this; 0 = never. */
  readonly maxSizeBytes: number;
  /** Puts the full file aside: the new one, `wait` until the one before it is numbered, or `null` = it has to grow on. */
  exchange(full: LogFile): LogFile | 'wait' | null;
  giveUp(file: LogFile, error: Error): void;
}

/** splice(2) is not for this file system, or the file may be appended to only. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOSYS', 'EOPNOTSUPP', 'EPERM']);

/**
 * Lets the kernel move bytes into the file of a sink. They are counted, not looked at, until the file is nearly full: then what
 * comes next is looked at before it is moved, so that the file ends at a line end.
 */
export class FileIntake implements RawIntake {
  readonly #sink: IntakeFile;
  #isRefused = false;

  constructor(sink: IntakeFile) {
    this.#sink = sink;
  }

  decide(): RawDecision {
    const file = this.#isRefused ? null : this.#sink.current();
    if (file === null) return 'deliver';
    const limit = this.#sink.maxSizeBytes;
    if (limit === 0) return { file, bytes: Number.MAX_SAFE_INTEGER };
    if (!isOverdue(file, limit)) return offerOf(file, limit);
    const fresh = this.#sink.exchange(file);
    if (fresh === 'wait') return 'wait';
    return fresh === null ? { file, bytes: LONGEST_OVERHANG_BYTES } : offerOf(fresh, limit);
  }

  moved({ end }: RawMove): void {
    const file = this.#sink.current();
    if (file === null) return;
    file.movedTo(end);
    const limit = this.#sink.maxSizeBytes;
    if (limit > 0 && isOverdue(file, limit)) this.#sink.exchange(file);
  }

  failed(error: Error): void {
    const file = this.#sink.current();
    if (REFUSALS.has(errnoOf(error))) this.#isRefused = true;
    else if (file !== null) this.#sink.giveUp(file, error);
  }
}

function offerOf(file: LogFile, limitBytes: number): RawDecision {
  const unseen = limitBytes - 1 - file.size;
  if (unseen > 0) return { file, bytes: unseen };
  const cut = (peeked: Buffer): number => {
    const point = rotationPoint(peeked, 0, file.size, limitBytes);
    return point < 0 ? peeked.length : point;
  };
  return { file, bytes: Math.max(1, limitBytes + LONGEST_OVERHANG_BYTES - file.size), cut };
}
