const NEWLINE = 0x0a;
/** `2026-01-31T23:59:59.999Z`, as the core's timestamp sink writes it: equal length, so that bytes sort as times do. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const STAMP_BYTES = 24;

/** What of timestamped lines is not older than `since` (milliseconds since the epoch). Lines without a time belong to the one before. */
export function linesSince(lines: Buffer, since: number): Buffer {
  const oldest = new Date(since).toISOString();
  let at = 0;
  while (at < lines.length) {
    const stamp = lines.toString('latin1', at, at + STAMP_BYTES);
    if (stamp >= oldest && STAMP.test(stamp)) return lines.subarray(at);
    const newline = lines.indexOf(NEWLINE, at);
    if (newline < 0) break;
    at = newline + 1;
  }
  return lines.subarray(lines.length);
}
