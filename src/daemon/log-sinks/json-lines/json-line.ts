import { isUtf8 } from 'node:buffer';
import type { LogLine, LogTarget } from '#plugin';
import { withoutReturn } from '../delivery/line-options.js';

/**
 * A line as a JSON object on a line of its own: `time` (RFC 3339), `process`, `stream`, `pid`, `message`. What is no UTF-8 has U+FFFD in its
 * message, and all of its bytes in `base64`. `partial` marks a line that goes on in the next object.
 */
export function jsonLine({ process, stream, pid }: LogTarget, line: LogLine): string {
  const bytes = withoutReturn(line.bytes);
  const object = {
    time: new Date(line.timeMs).toISOString(),
    process,
    stream,
    pid: pid?.() ?? null,
    message: bytes.toString(),
    ...(isUtf8(bytes) ? {} : { base64: bytes.toString('base64') }),
    ...(line.isPiece ? { partial: true } : {}),
  };
  return `${JSON.stringify(object)}\n`;
}
