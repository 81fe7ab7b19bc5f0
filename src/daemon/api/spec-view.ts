import { escapePointer, type Role } from '#contract';
import { isSecret, MASK } from '../configuration/index.js';

/**
 * A spec in wire form as somebody of a role may see it: environment values are nothing for viewers, and secrets among them
 * nothing for anybody but admins. Keys of plugins' options are treated like variables.
 */
export function specView(document: Readonly<Record<string, unknown>>, role: Role): Readonly<Record<string, unknown>> {
  return role === 'admin' ? document : (viewOf(document, role) as Readonly<Record<string, unknown>>);
}

/** JSON Pointers (RFC 6901) of what only admins see. */
export function secretPointers(document: Readonly<Record<string, unknown>>): readonly string[] {
  return differences(document, viewOf(document, 'operator'), '');
}

function differences(value: unknown, view: unknown, pointer: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return value === view ? [] : [pointer];
  const [before, after] = [value as Readonly<Record<string, unknown>>, view as Readonly<Record<string, unknown>>];
  return Object.keys(before).flatMap((key) => differences(before[key], after[key], `${pointer}/${escapePointer(key)}`));
}

function viewOf(value: unknown, role: Role): unknown {
  if (Array.isArray(value)) return value.map((item) => viewOf(item, role));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key === 'env') return [key, maskedEnv(item, role)];
      return [key, isSecret(key, item) ? MASK : viewOf(item, role)];
    }),
  );
}

function maskedEnv(env: unknown, role: Role): unknown {
  if (Array.isArray(env)) return env.map((entry) => maskedEntry(String(entry), role));
  if (typeof env !== 'object' || env === null) return env;
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, maskedValue(name, value, role)]));
}

function maskedEntry(entry: string, role: Role): string {
  const split = entry.indexOf('=');
  const name = entry.slice(0, split);
  return `${name}=${String(maskedValue(name, entry.slice(split + 1), role))}`;
}

function maskedValue(name: string, value: unknown, role: Role): unknown {
  return role === 'viewer' || isSecret(name, value) ? MASK : value;
}
