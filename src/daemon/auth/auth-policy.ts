import type { Role } from '#contract';

/** A bearer token as it is stored. */
export interface TokenGrant {
  readonly name: string;
  /** `sha256:<hex>`. */
  readonly hash: string;
  readonly role: Role;
}

/** What the subject of a verified client certificate may do. */
export interface CertificateGrant {
  readonly commonName: string;
  readonly role: Role;
}

/** `[server.auth]`; `null` in its place means that nobody has to say who they are. */
export interface AuthPolicy {
  readonly tokens: readonly TokenGrant[];
  readonly certificates: readonly CertificateGrant[];
}
