import type { CertificateProvider, ProvidedCertificate } from '#plugin';

/** What a provider that knows its certificates by name answers with. */
export interface NamedCertificate extends ProvidedCertificate {
  readonly certName: string;
  readonly keyName: string;
}

/** A provider of the daemon: it can tell what its certificates are called, and whether there is anything new without loading it. */
export interface OwnCertificateProvider extends CertificateProvider {
  load(): Promise<NamedCertificate>;
  /** Whether another {@link load} would answer with something else than the last one. */
  hasChanged(): Promise<boolean>;
}

/** Where findings about certificates go. */
export interface CertificateLog {
  info(message: string): void;
  warn(message: string): void;
}
