import { crc32 } from 'node:zlib';
import type { LogHandle } from './log-handle.js';

/** How much of what lies before a place proves that it is that place: inode numbers are used again. */
export const LEAD_BYTES = 64;

/** A place in a log: a file, how far into it, and what lies right before. */
export interface LogMark {
  readonly inode: number;
  readonly offset: number;
  /** How many bytes before the offset the checksum covers. */
  readonly leadBytes: number;
  readonly checksum: number;
}

/** Text of a mark where there is no file yet. */
export const NOTHING_YET = 'n';
/** Text of a mark of what is kept in memory only, where there are no places. */
export const IN_MEMORY = 'm';

const MARK = /^([0-9a-z]{1,12})\.([0-9a-z]{1,12})\.([0-9a-z]{1,2})\.([0-9a-z]{1,8})$/;

/** @param lead what lies before the offset; only its end counts */
export function formatMark(inode: number, offset: number, lead: Buffer): string {
  const counted = lead.subarray(-LEAD_BYTES);
  return [inode, offset, counted.length, crc32(counted)].map((part) => part.toString(36)).join('.');
}

/** `null` for what is no mark of a file. */
export function parseMark(text: string): LogMark | null {
  const parts = MARK.exec(text)
    ?.slice(1)
    .map((part) => Number.parseInt(part, 36));
  if (parts === undefined) return null;
  const [inode = 0, offset = 0, leadBytes = 0, checksum = 0] = parts;
  return leadBytes > LEAD_BYTES || leadBytes > offset ? null : { inode, offset, leadBytes, checksum };
}

/** Whether the mark was made in this very file. */
export async function isMarked(file: LogHandle, mark: LogMark): Promise<boolean> {
  if (file.inode !== mark.inode || file.stat().size < mark.offset) return false;
  return crc32(await readBefore(file, mark.offset, mark.leadBytes)) === mark.checksum;
}

/** At most `bytes` of what lies before the offset. */
export async function readBefore(file: LogHandle, offset: number, bytes = LEAD_BYTES): Promise<Buffer> {
  const lead = Buffer.alloc(Math.min(bytes, offset));
  return lead.subarray(0, await file.read(lead, offset - lead.length));
}
