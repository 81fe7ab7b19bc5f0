import { ValidateBy } from 'class-validator';
import { parseSize } from '../size.js';

/** Resources by their long option names in prlimit(1), and `memory`, which limits a process with all it has started. */
export const LIMIT_NAMES = [
  'as',
  'core',
  'cpu',
  'data',
  'fsize',
  'locks',
  'memlock',
  'memory',
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

/** The least memory that a program can be executed in: less is a mistake in the unit. */
const LEAST_MEMORY_BYTES = 2 ** 20;
const SHARE = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/;

/** The number of a limit, `null` when it is none. */
export function parseLimit(value: unknown): number | 'unlimited' | null {
  if (value === 'unlimited') return 'unlimited';
  return typeof value === 'number' || typeof value === 'string' ? parseSize(value, 1) : null;
}

/** The percents of a share of processor time, 100 being one processor; `null` when it is none. */
export function parseShare(value: unknown): number | null {
  const percent = typeof value === 'string' ? Number(SHARE.exec(value)?.[1] ?? 0) : 0;
  return percent > 0 ? percent : null;
}

/** Whether a limit holds for a process together with all it has started: `memory`, and `cpu` as a share. */
export function isTreeLimit(name: string, value: unknown): boolean {
  return name === 'memory' || (name === 'cpu' && typeof value === 'string' && value.includes('%'));
}

function limitsProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be a table such as { nofile = 4096 }';
  for (const [name, limit] of Object.entries(value)) {
    if (!LIMIT_NAMES.some((known) => known === name)) return `unknown limit "${name}"; known: ${LIMIT_NAMES.join(', ')}`;
    const problem = limitProblem(name, limit);
    if (problem !== null) return `limit "${name}" ${problem}`;
  }
  return null;
}

function limitProblem(name: string, limit: unknown): string | null {
  const parsed = parseLimit(limit);
  if (name === 'cpu' && isTreeLimit(name, limit)) return parseShare(limit) === null ? 'must be more than 0%' : null;
  if (name === 'cpu' && typeof limit === 'number' && !Number.isInteger(limit))
    return `must be whole seconds of processor time, or a share of it: "${Math.round(limit * 100)}%"`;
  if (parsed === null) return 'must be a whole number, a size such as "512MiB", or "unlimited"';
  if (name === 'memory' && typeof parsed === 'number' && parsed < LEAST_MEMORY_BYTES)
    return 'must be at least "1MiB"; a number without a unit counts bytes';
  return null;
}
