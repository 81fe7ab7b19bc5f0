import { ValidateBy } from 'class-validator';
import { parseSize } from '../size.js';

/** Resources by their long option names in prlimit(1). */
export const LIMIT_NAMES = [
  'as',
  'core',
  'cpu',
  'data',
  'fsize',
  'locks',
  'memlock',
  'msgqueue',
  'nice',
  'nofile',
  'nproc',
  'rss',
  'rtprio',
  'rttime',
  'sigpending',
  'stack',
] as const;

/** A table of resource limits. */
export function IsLimits(): PropertyDecorator {
  return ValidateBy({
    name: 'isLimits',
    validator: { validate: (value) => limitsProblem(value) === null, defaultMessage: (args) => limitsProblem(args?.value) ?? 'is invalid' },
  });
}

/** The number of a limit, `null` when it is none. */
export function parseLimit(value: unknown): number | 'unlimited' | null {
  if (value === 'unlimited') return 'unlimited';
  return typeof value === 'number' || typeof value === 'string' ? parseSize(value, 1) : null;
}

function limitsProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be a table such as { nofile = 4096 }';
  for (const [name, limit] of Object.entries(value)) {
    if (!LIMIT_NAMES.some((known) => known === name)) return `unknown limit "${name}"; known: ${LIMIT_NAMES.join(', ')}`;
    if (parseLimit(limit) === null) return `limit "${name}" must be a whole number, a size such as "512MiB", or "unlimited"`;
  }
  return null;
}
