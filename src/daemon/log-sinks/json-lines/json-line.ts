import { isUtf8 } from 'node:buffer';
import type { LogLine, LogTarget } from '#plugin';
import { withoutReturn } from '../delivery/line-options.js';

/**
 * Makes of the lines of a stream JSON objects, each on a line of its own: `time` (RFC 3339), `process`, `stream`, `pid`, `message`. What is no
 * UTF-8 has U+FFFD in its message, and all of its bytes in `base64`. `partial` marks a line that goes on in the next object.
 */
export function jsonLines({ process, stream, pid: pidOf }: LogTarget): (line: LogLine) => string {
  const origin = `"process":${JSON.stringify(process)},"stream":"${stream}"`;
  // Many lines share a millisecond.
  let [head, headMs, headPid] = ['', Number.NaN, null as number | null];
  return (line) => {
    const pid = pidOf?.() ?? null;
    if (line.timeMs !== headMs || pid !== headPid) {
      head = `{"time":"${new Date(line.timeMs).toISOString()}",${origin},"pid":${pid},"message":`;
      [headMs, headPid] = [line.timeMs, pid];
    }
    const bytes = withoutReturn(line.bytes);
    const base64 = isUtf8(bytes) ? '' : `,"base64":"${bytes.toString('base64')}"`;
    return `${head}${JSON.stringify(bytes.toString())}${base64}${line.isPiece ? ',"partial":true' : ''}}\n`;
  };
}
