/** Keys whose values are never written, at the top of a record and one level below. */
const SECRET_KEYS = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'passwd',
  'secret',
  'token',
  'apiKey',
  'api_key',
  'privateKey',
  'env',
];

/** For pino's `redact`: whole environments too, since any variable may hold a secret. */
export const REDACTED_PATHS: string[] = SECRET_KEYS.flatMap((key) => {
  const name = /^\w+$/.test(key) ? `.${key}` : `["${key}"]`;
  return [name.replace(/^\./, ''), `*${name}`, `req.headers${name}`];
});

export const REDACTED = '[redacted]';

/** Our own tokens, and what stands after `Bearer` or in a `token=` parameter, wherever in a text. */
const SECRET_TEXT = /pvr_[A-Za-z0-9_-]{16,}|(?<=\bBearer )[A-Za-z0-9._~+/=-]{8,}|(?<=[?&](?:access_)?token=)[^&\s"\\]+/g;

/** Masks secrets that are part of a message, an address or a stack. */
export function maskSecrets(line: string): string {
  return line.replace(SECRET_TEXT, REDACTED);
}
