import type { ConfigTableDto, Role } from '#contract';
import { isSecret, MASK, withoutPasswords } from './secret-names.js';

type Keep = (name: string, value: unknown) => boolean;

/** Everything in a table below such a key is somebody else's, and may be a secret whatever its name. */
const ALL_HIDDEN: ReadonlySet<string> = new Set(['options', 'hash']);
/** Of what lies below these keys the author chose the names. */
const BY_NAME: ReadonlySet<string> = new Set(['env', 'detectors']);

/**
 * A table of the configuration as it may be shown to anybody: secrets are masked for admins as well, since what is looked at to be sure of a
 * change is looked at with others. Viewers see no value of the environment.
 */
export function maskedTable(table: ConfigTableDto, role: Role): ConfigTableDto {
  return masked(table, '', role, () => true) as ConfigTableDto;
}

function masked(value: unknown, name: string, role: Role, keep: Keep): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item) => masked(item, name, role, keep));
  if (typeof value === 'string') return keep(name, value) ? withoutPasswords(value) : MASK;
  if (typeof value !== 'object') return keep(name, value) ? value : MASK;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, key, role, keeperOf(key, role, keep))]));
}

function keeperOf(key: string, role: Role, outer: Keep): Keep {
  if (ALL_HIDDEN.has(key) || (key === 'env' && role === 'viewer')) return () => false;
  return BY_NAME.has(key) ? (name, value) => outer(name, value) && !isSecret(name, value) : outer;
}
