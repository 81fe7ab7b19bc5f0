import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const SCHEME = 'sha256:';
/** 256 random bits: not to be guessed, which is why a plain digest at rest is enough and a slow password hash would only slow the API. */
const TOKEN_BYTES = 32;
/** Lets secret scanners and people recognise a leaked one. */
const TOKEN_PREFIX = 'pvr_';

/** A new bearer token. Shown once; only its {@link hashToken | hash} is stored. */
export function newToken(): string {
  return TOKEN_PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What the configuration stores: `sha256:<64 hex digits>`. */
export function hashToken(token: string): string {
  return SCHEME + createHash('sha256').update(token).digest('hex');
}

/** Compares in constant time. A hash of another form matches nothing. */
export function tokenMatches(token: string, hash: string): boolean {
  const presented = Buffer.from(hashToken(token));
  const stored = Buffer.from(hash);
  return presented.length === stored.length && timingSafeEqual(presented, stored);
}
