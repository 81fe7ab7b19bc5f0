import { createHash, randomBytes } from 'node:crypto';

/** A token and its entry in the configuration. */
export interface TestToken {
  readonly value: string;
  readonly toml: string;
  /** Its entry as data. */
  readonly entry: { readonly name: string; readonly hash: string; readonly role: string };
  /** Sends it. */
  readonly headers: { readonly authorization: string };
}

export function newToken(name: string, role: 'viewer' | 'operator' | 'admin'): TestToken {
  const value = randomBytes(32).toString('base64url');
  const hash = createHash('sha256').update(value).digest('hex');
  return {
    value,
    entry: { name, hash: `sha256:${hash}`, role },
    toml: `[[server.auth.tokens]]\nname = "${name}"\nhash = "sha256:${hash}"\nrole = "${role}"\n`,
    headers: { authorization: `Bearer ${value}` },
  };
}
