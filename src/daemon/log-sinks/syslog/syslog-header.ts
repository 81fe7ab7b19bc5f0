import { hostname } from 'node:os';
import { SYSLOG_FACILITIES, SYSLOG_SEVERITIES, type SyslogSinkDto } from '#contract';
import type { LogTarget } from '#plugin';

/** What is the same in all messages of a stream. */
export interface SyslogOrigin {
  /** 0 to 191: facility and severity (RFC 5424, section 6.2.1). */
  readonly priority: number;
  readonly hostname: string;
  readonly appName: string;
  readonly messageId: string;
  /** With its brackets, `-` without any. */
  readonly structuredData: string;
}

/** What is told of the origin of one line. */
export interface SyslogMoment {
  /** Milliseconds since the epoch. */
  readonly timeMs: number;
  readonly pid: number | null;
}

/** Longest values (RFC 5424, section 6). */
const LONGEST = { hostname: 255, appName: 48, messageId: 32 } as const;

/** Origin of the messages of a stream, as checked options say. */
export function originOf(options: SyslogSinkDto, target: LogTarget): SyslogOrigin {
  const severity = target.stream === 'stdout' ? (options.severity_stdout ?? 'info') : (options.severity_stderr ?? 'err');
  return {
    priority: SYSLOG_FACILITIES.indexOf(options.facility ?? 'daemon') * 8 + SYSLOG_SEVERITIES.indexOf(severity),
    hostname: headerField(options.hostname ?? hostname(), LONGEST.hostname),
    appName: headerField(options.app_name ?? target.process, LONGEST.appName),
    messageId: headerField(target.stream, LONGEST.messageId),
    structuredData: structuredData(options.structured_data ?? {}),
  };
}

/** The header of RFC 5424 up to and with the structured data, and a space. */
export function header5424(origin: SyslogOrigin, { timeMs, pid }: SyslogMoment): string {
  const { priority, hostname: host, appName, messageId } = origin;
  return `<${priority}>1 ${new Date(timeMs).toISOString()} ${host} ${appName} ${pid ?? '-'} ${messageId} ${origin.structuredData} `;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Longest TAG (RFC 3164, section 4.1.3), alphanumeric there; what is common in names of programs is left in. */
const LONGEST_TAG = 32;

/**
 * The header of RFC 3164, time in the zone of the daemon. Without a host it is what syslog(3) sends to the local socket, whose readers take what
 * comes where the host would stand for the tag.
 */
export function header3164(origin: SyslogOrigin, { timeMs, pid }: SyslogMoment, isLocal: boolean): string {
  const time = new Date(timeMs);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');
  const date = `${MONTHS[time.getMonth()]} ${String(time.getDate()).padStart(2)} ${clock}`;
  const tag = origin.appName.replaceAll(/[^\w./-]/g, '_').slice(0, LONGEST_TAG);
  return `<${origin.priority}>${date} ${isLocal ? '' : `${origin.hostname} `}${tag}${pid === null ? '' : `[${pid}]`}: `;
}

/** `-` for nothing (RFC 5424, section 6: NILVALUE); what is not printable ASCII becomes `_`. */
function headerField(text: string, longest: number): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '_').slice(0, longest) || '-';
}

/** RFC 5424, section 6.3. */
function structuredData(elements: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
  const texts = Object.entries(elements).map(([id, parameters]) => {
    const pairs = Object.entries(parameters).map(([name, value]) => ` ${name}="${value.replaceAll(/["\\\]]/g, '\\$&')}"`);
    return `[${id}${pairs.join('')}]`;
  });
  return texts.join('') || '-';
}
