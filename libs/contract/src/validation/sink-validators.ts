import { parseSize } from '../size.js';
import { parseSyslogAddress } from '../syslog-address.js';
import { problemValidator } from './problem-validator.js';

/** Both included. */
export interface SizeRange {
  readonly minBytes: number;
  readonly maxBytes: number;
}

/** A number of bytes, or a size string, within a range. */
export function IsSize({ minBytes, maxBytes }: SizeRange): PropertyDecorator {
  return problemValidator('isSize', (value) => {
    const bytes = typeof value === 'string' || typeof value === 'number' ? parseSize(value, 1) : null;
    const isGood = bytes !== null && bytes >= minBytes && bytes <= maxBytes;
    return isGood
      ? null
      : `must be a size from ${minBytes} to ${maxBytes} bytes, such as ${maxBytes} or "${Math.max(1, minBytes >> 10)}KiB"`;
  });
}

/** Where syslog messages go. */
export function IsSyslogAddress(): PropertyDecorator {
  return problemValidator('isSyslogAddress', (value) =>
    typeof value === 'string' && parseSyslogAddress(value) !== null
      ? null
      : 'must be an address such as "udp://127.0.0.1:514", "tcp://logs.example.com:514", "tls://logs.example.com:6514" or "unix:///dev/log"',
  );
}

/** A table of strings. */
export function IsTextTable(): PropertyDecorator {
  return problemValidator('isTextTable', textTableProblem);
}

/** SD-NAME of RFC 5424, section 6. */
const SD_NAME = /^[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}$/;

/** Tables of parameters by their SD-ID. */
export function IsStructuredData(): PropertyDecorator {
  return problemValidator('isStructuredData', (value) => {
    if (!isTable(value)) return 'must be a table of tables';
    return Object.entries(value).reduce<string | null>((found, [id, parameters]) => found ?? elementProblem(id, parameters), null);
  });
}

function elementProblem(id: string, parameters: unknown): string | null {
  const bad = [id, ...Object.keys(isTable(parameters) ? parameters : {})].find((name) => !SD_NAME.test(name));
  return bad === undefined ? textTableProblem(parameters) : nameProblem(bad);
}

function nameProblem(name: string): string {
  return `"${name}" is not a name of structured data: 1 to 32 printable ASCII characters without space, "=", "]" and quotes`;
}

function textTableProblem(value: unknown): string | null {
  if (!isTable(value)) return 'must be a table of strings';
  const bad = Object.entries(value).find(([, content]) => typeof content !== 'string');
  return bad === undefined ? null : `must be a table of strings, and "${bad[0]}" is none`;
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
