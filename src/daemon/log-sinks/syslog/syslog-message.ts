import { isAscii, isUtf8 } from 'node:buffer';
import type { SyslogSinkDto } from '#contract';
import type { LogLine, LogTarget } from '#plugin';
import { withoutReturn } from '../delivery/line-options.js';
import { header3164, header5424, originOf, type SyslogMoment } from './syslog-header.js';

/** The byte order mark of UTF-8. */
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const NOTHING = Buffer.alloc(0);
/** Digits of the largest PID that Linux can give (proc_sys_kernel(5): 2^22). */
const LARGEST_PID = 4_194_304;

/** Makes messages of the lines of one stream. */
export interface SyslogFormat {
  /** So long may a line be for its message not to be longer than allowed. */
  readonly longestLineBytes: number;
  readonly format: (line: LogLine) => Buffer;
}

/**
 * @param isLocal whether it goes to a socket of this machine
 * @throws Error when the header alone, with its structured data, leaves no room for a line
 */
export function syslogFormat(options: SyslogSinkDto, target: LogTarget, mostBytes: number, isLocal: boolean): SyslogFormat {
  const origin = originOf(options, target);
  const isOld = options.format === 'rfc3164';
  const header = (moment: SyslogMoment): Buffer => Buffer.from(isOld ? header3164(origin, moment, isLocal) : header5424(origin, moment));
  const headerBytes = header({ timeMs: 0, pid: LARGEST_PID }).length + BOM.length;
  if (mostBytes - headerBytes < 64) {
    throw new Error(`max_message_size must be ${headerBytes + 64} bytes or more: the header with its structured data takes ${headerBytes}`);
  }
  const mark = isOld || options.bom === false ? () => NOTHING : markOf;
  // Many lines share a millisecond.
  let moment: SyslogMoment = { timeMs: Number.NaN, pid: null };
  let head: Buffer = NOTHING;
  const format = ({ timeMs, bytes }: LogLine): Buffer => {
    const text = withoutReturn(bytes);
    const pid = target.pid?.() ?? null;
    if (timeMs !== moment.timeMs || pid !== moment.pid) {
      moment = { timeMs, pid };
      head = header(moment);
    }
    return Buffer.concat([head, mark(text), text]);
  };
  return { longestLineBytes: mostBytes - headerBytes, format };
}

/**
 * A message that is UTF-8 begins with a mark, any other does not (RFC 5424, section 6.4). Nobody has told us what a program writes: ASCII
 * is sent as it is, and what can be read as UTF-8 is said to be.
 */
function markOf(text: Buffer): Buffer {
  return isAscii(text) || !isUtf8(text) || text.subarray(0, BOM.length).equals(BOM) ? NOTHING : BOM;
}
