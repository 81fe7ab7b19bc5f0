import type { ValidationOptions } from 'class-validator';
import { parseDuration } from '../duration.js';
import { NO_LISTENER, parseListen } from '../listen.js';
import { parseMoment } from '../moment.js';
import { MEBIBYTE, parseSize } from '../size.js';
import { envProblem } from './env-block.js';
import { nameProblem } from './name-rule.js';
import { problemValidator } from './problem-validator.js';

/** A Go duration string, or a whole number of nanoseconds. */
export function IsDuration(): PropertyDecorator {
  return problemValidator('isDuration', (value) => {
    const good = (typeof value === 'string' || typeof value === 'number') && parseDuration(value) !== null;
    return good ? null : 'must be a duration such as "500ms", "10s" or "1h30m" (a bare integer is nanoseconds)';
  });
}

/** The same, and more than nothing. */
export function IsPositiveDuration(): PropertyDecorator {
  return problemValidator('isPositiveDuration', (value) => {
    const ms = typeof value === 'string' || typeof value === 'number' ? parseDuration(value) : null;
    return ms !== null && ms > 0 ? null : 'must be a duration above 0, such as "5s" (a bare integer is nanoseconds)';
  });
}

/** A size string, or a number of MiB. */
export function IsSizeInMb(): PropertyDecorator {
  return problemValidator('isSizeInMb', (value) => {
    const good = (typeof value === 'string' || typeof value === 'number') && parseSize(value, MEBIBYTE) !== null;
    return good ? null : 'must be a number of MiB, or a size such as "10MB" or "10MiB"';
  });
}

/** A list of `K=V`, or a table. */
export function IsEnvBlock(): PropertyDecorator {
  return problemValidator('isEnvBlock', envProblem);
}

/** A name that is safe in paths and selectors. */
export function IsProgramName(options?: ValidationOptions): PropertyDecorator {
  return problemValidator('isProgramName', nameProblem, options);
}

/** `host:port`; where `mayBeNone` also `none`. */
export function IsListenAddress({ mayBeNone = false } = {}): PropertyDecorator {
  return problemValidator(mayBeNone ? 'isListenAddressOrNone' : 'isListenAddress', (value) =>
    typeof value === 'string' && (parseListen(value) !== null || (mayBeNone && value === NO_LISTENER))
      ? null
      : 'must be an address such as "127.0.0.1:8080", "[::1]:8080" or ":8080" (every interface)',
  );
}

/** A file mode creation mask as an octal string: a number would be read as decimal in YAML and JSON. */
export function IsUmask(): PropertyDecorator {
  return problemValidator('isUmask', (value) =>
    typeof value === 'string' && /^(0o)?[0-7]{1,4}$/.test(value) && Number.parseInt(value.replace('0o', ''), 8) <= 0o777
      ? null
      : 'must be an octal string from "000" to "777", in quotes, such as "022"',
  );
}

/** A user or group: its name or its number. */
export function IsAccount(): PropertyDecorator {
  return problemValidator('isAccount', (value) =>
    (typeof value === 'number' && Number.isInteger(value) && value >= 0) ||
    (typeof value === 'string' && /^[A-Za-z0-9_][A-Za-z0-9_.@$-]*$/.test(value))
      ? null
      : 'must be a name or a number of an account',
  );
}

/** A day, or a time with its offset. */
export function IsMoment(): PropertyDecorator {
  return problemValidator('isMoment', (value) =>
    parseMoment(value) === null ? 'must be a day such as "2027-01-31", or a time such as "2027-01-31T12:00:00Z"' : null,
  );
}

/** A time zone of the IANA database that this Node knows. */
export function IsZone(): PropertyDecorator {
  return problemValidator('isZone', (value) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: String(value) });
      return typeof value === 'string' ? null : 'must be a time zone such as "Europe/Berlin"';
    } catch {
      return `unknown time zone "${String(value)}"; use a name such as "Europe/Berlin" or "UTC"`;
    }
  });
}
