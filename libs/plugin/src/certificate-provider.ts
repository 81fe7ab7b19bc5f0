/**
 * Where certificate and key of the TLS listeners come from, in place of the files that `[server.tls]` names. A slot: give a provider for it in
 * `overrides` of the plugin's record, of a value with the shape of {@link CertificateProvider}.
 *
 * It is used where `[server.tls]` is `enabled`, and only there. What else that table says (versions of TLS, the authority of client certificates)
 * stays in force.
 */
export const CERTIFICATE_PROVIDER = Symbol.for('provisr.certificate-provider.v1');

/** A certificate and its key. */
export interface ProvidedCertificate {
  /** PEM; the certificate of the daemon first, then those that lead to its authority. */
  readonly cert: string;
  /** PEM, unencrypted. It is kept in memory and nowhere else. */
  readonly key: string;
}

/** Gets a certificate from elsewhere: a vault, an ACME client, a key service. */
export interface CertificateProvider {
  /**
   * Called at the start of the daemon, after each announcement and at a reload; never twice at once. What it answers with is checked. When it fails,
   * is wrong or takes longer than 30 s, the daemon does not start; one that runs keeps the certificate it has and logs why.
   *
   * @param signal aborts when nobody waits any more
   */
  load(signal: AbortSignal): ProvidedCertificate | Promise<ProvidedCertificate>;
  /** Called once, after the first load. @param renewed to be called whenever there may be another certificate to load */
  watch?(renewed: () => void): void;
  /** Lets go of everything. */
  close?(): void;
}
