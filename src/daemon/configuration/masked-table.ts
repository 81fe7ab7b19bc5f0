import type { ConfigTableDto, Role } from '#contract';
import { isSecret, MASK, withoutPasswords } from './secret-names.js';

/** Keys from the outermost to that of a value; lists in between are passed over. */
export type KeyPath = readonly string[];

/** Of what lies below these keys the author chose the names. */
const NAMED_BY_AUTHOR: readonly string[] = ['env', 'detectors'];

/**
 * A table of the configuration as it may be shown to anybody: secrets are masked for admins as well, since what is looked at to be sure of a
 * change is looked at with others. Viewers see no value of the environment.
 */
export function maskedTable(table: ConfigTableDto, role: Role): ConfigTableDto {
  return masked(table, [], role) as ConfigTableDto;
}

/** The same of one value that is no table. */
export function maskedValue(path: KeyPath, value: unknown, role: Role): unknown {
  if (Array.isArray(value)) return value.map((item) => maskedValue(path, item, role));
  if (isHidden(path, role) || isSecretByName(path, value)) return MASK;
  return typeof value === 'string' ? withoutPasswords(value) : value;
}

/** Whether it lies where anything may be a secret, whatever its name: what plugins and sinks are told is theirs. */
export function isForeign(path: KeyPath): boolean {
  return path.slice(0, -1).includes('options');
}

function masked(value: unknown, path: KeyPath, role: Role): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item) => masked(item, path, role));
  if (typeof value !== 'object') return maskedValue(path, value, role);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, [...path, key], role)]));
}

function isHidden(path: KeyPath, role: Role): boolean {
  return isForeign(path) || path.join('.') === 'server.auth.tokens.hash' || (role === 'viewer' && path.slice(0, -1).includes('env'));
}

function isSecretByName(path: KeyPath, value: unknown): boolean {
  return path.slice(0, -1).some((key) => NAMED_BY_AUTHOR.includes(key)) && isSecret(path.at(-1) ?? '', value);
}
