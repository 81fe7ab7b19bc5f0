import type { Role } from '#contract';

/** Shown instead of a value. */
const MASK = '***';
/** Names whose values are secrets in all likelihood. */
const SECRET_NAME =
  /pass(word|wd|phrase)?|secret|token|credential|private|auth|cookie|session|(api|access|encryption|signing|ssh)[-_]?key|_key$|^key$|dsn$/i;
/** `scheme://user:password@host`. */
const URL_WITH_PASSWORD = /:\/\/[^/\s:@]*:[^@\s]+@/;

/**
 * A spec in wire form as somebody of a role may see it: environment values are nothing for viewers, and secrets among them
 * nothing for anybody but admins. Keys of plugins' options are treated like variables.
 */
export function specView(document: Readonly<Record<string, unknown>>, role: Role): Readonly<Record<string, unknown>> {
  return role === 'admin' ? document : (viewOf(document, role) as Readonly<Record<string, unknown>>);
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

function isSecret(name: string, value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return false;
  return SECRET_NAME.test(name) || (typeof value === 'string' && name !== 'command' && URL_WITH_PASSWORD.test(value));
}
