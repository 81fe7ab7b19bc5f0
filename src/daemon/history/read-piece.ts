import { closeSync, openSync, readSync } from 'node:fs';

/** What is read at once: less than a millisecond's work. */
const PIECE_BYTES = 64 * 1024;
/** A line longer than this is none of ours. */
const LONGEST_LINE_BYTES = 1024 * 1024;

/** Whole lines from a place in a file on. */
export interface Piece {
  readonly lines: readonly string[];
  /** Where the next one begins. */
  readonly offset: number;
}

/** `null` when no whole line is left. What has no end is not told: it is torn. @throws the system error, ENOENT when the file is gone */
export function readPiece(path: string, offset: number): Piece | null {
  const fd = openSync(path, 'r');
  try {
    for (let size = PIECE_BYTES; size <= LONGEST_LINE_BYTES; size *= 4) {
      const buffer = Buffer.allocUnsafe(size);
      const bytes = readSync(fd, buffer, 0, size, offset);
      const end = buffer.subarray(0, bytes).lastIndexOf(0x0a);
      if (end >= 0) return { lines: buffer.toString('utf8', 0, end).split('\n'), offset: offset + end + 1 };
      if (bytes < size) return null;
    }
    return null;
  } finally {
    closeSync(fd);
  }
}
