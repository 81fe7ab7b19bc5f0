import type { SecureContextOptions } from 'node:tls';

/** Hands out what TLS listeners present. A slot. */
export interface CertificateProvider {
  /** What to present now. */
  readonly context: SecureContextOptions;
  /** Whether clients must show a certificate of their own. */
  readonly clientCertificateRequired: boolean;
  /** Host names and addresses the certificate speaks for, lower case. */
  readonly hostNames: readonly string[];
  /** When the certificate expires, milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Registers a listener for every later change of {@link context}. */
  onChange(listener: (context: SecureContextOptions) => void): void;
  /** Looks now instead of at the next interval. Never rejects: a bad new file keeps the old certificate in use. */
  refresh(): Promise<void>;
  close(): void;
}
