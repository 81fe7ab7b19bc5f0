import { parseStatusSet } from '../status-set.js';
import { problemValidator } from './problem-validator.js';

/** An address of HTTP that may be shown to anybody who may see the process. */
export function IsProbeUrl(): PropertyDecorator {
  return problemValidator('isProbeUrl', (value) => {
    if (typeof value !== 'string' || !URL.canParse(value) || !/^https?:\/\//i.test(value))
      return 'must be an address such as "http://127.0.0.1:8080/healthz"';
    const { username, password } = new URL(value);
    return username === '' && password === '' ? null : 'must not hold user and password: put an "authorization" into headers';
  });
}

/** Status codes, see {@link parseStatusSet}. */
export function IsStatusSet(): PropertyDecorator {
  return problemValidator('isStatusSet', (value) =>
    parseStatusSet(value) === null ? 'must be a status code such as 200, a range such as "200-299", or a list of both' : null,
  );
}

/** A name as RFC 9110, section 5.1 has it. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What may be in the value of a header (RFC 9110, section 5.5). */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers by their names. */
export function IsHeaderTable(): PropertyDecorator {
  return problemValidator('isHeaderTable', (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be a table of headers';
    for (const [name, text] of Object.entries(value)) {
      if (!HEADER_NAME.test(name)) return `holds "${name}", which cannot be the name of a header`;
      if (typeof text !== 'string' || !HEADER_VALUE.test(text)) return `holds a value of "${name}" that cannot be one of a header`;
    }
    return null;
  });
}
