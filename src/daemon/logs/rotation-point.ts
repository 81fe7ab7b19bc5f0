const NEWLINE = 0x0a;

/** How far beyond the limit an unfinished line may reach before it is split. */
export const LONGEST_OVERHANG_BYTES = 64 * 1024;

/** Full before anything is added: found so at open, or its rotation had to wait for the one before. */
export function isOverdue(file: { readonly size: number; readonly midLine: boolean }, limitBytes: number): boolean {
  // Whether it ends inside a line may have to be read from it: asked last.
  return file.size >= limitBytes && (file.size >= limitBytes + LONGEST_OVERHANG_BYTES || !file.midLine);
}

/**
 * Where the file has to be rotated while `chunk` is stored from `from` on: after the first line end at or after
 * `limitBytes`, or after the chunk when a line reaches too far beyond. -1 = not within this chunk.
 */
export function rotationPoint(chunk: Buffer, from: number, fileBytes: number, limitBytes: number): number {
  const bytes = chunk.length - from;
  if (fileBytes + bytes < limitBytes) return -1;
  const firstCandidate = from + Math.max(0, limitBytes - fileBytes - 1);
  const newline = chunk.indexOf(NEWLINE, firstCandidate);
  if (newline >= 0) return newline + 1;
  return fileBytes + bytes >= limitBytes + LONGEST_OVERHANG_BYTES ? chunk.length : -1;
}
