import { stat } from 'node:fs/promises';
import type { SecureContextOptions } from 'node:tls';
import { type Clock, messageOf, systemClock, type Timer } from '#core';
import { readMaterial, type CertificateMaterial } from './certificate-files.js';
import { ensureGenerated } from './certificate-generator.js';
import type { CertificateProvider } from './certificate-provider.js';
import { certificateSource, type CertificateSource } from './certificate-source.js';
import type { TlsConfig } from '../config/index.js';

/** Where findings about certificates go. */
export interface CertificateLog {
  info(message: string): void;
  warn(message: string): void;
}

/** How often files are looked at, ms. Looking is three stat(2) calls; watching directories would miss replaced symlinks. */
const LOOK_INTERVAL_MS = 10_000;

/** Certificates from files: followed when they change, renewed when they are generated ones. */
export class FileCertificateProvider implements CertificateProvider {
  readonly clientCertificateRequired: boolean;
  readonly #listeners = new Set<(context: SecureContextOptions) => void>();
  #material!: CertificateMaterial;
  #fingerprint = '';
  #complaint = '';
  #timer: Timer | null = null;
  #closed = false;

  private constructor(
    private readonly source: CertificateSource,
    private readonly settings: TlsConfig,
    private readonly log: CertificateLog,
    private readonly clock: Clock,
  ) {
    this.clientCertificateRequired = settings.clientCaFile !== null;
  }

  /**
   * Loads (and where asked for generates) the certificate.
   * @throws ProvisrError PROVISR_TLS_INVALID naming the file
   */
  static async open(settings: TlsConfig, log: CertificateLog, clock: Clock = systemClock): Promise<FileCertificateProvider> {
    const provider = new FileCertificateProvider(certificateSource(settings), settings, log, clock);
    await provider.#renew();
    await provider.#load();
    provider.#lookLater();
    return provider;
  }

  get context(): SecureContextOptions {
    return this.#material.context;
  }

  get hostNames(): readonly string[] {
    return (this.#material.certificate.subjectAltName ?? '')
      .split(', ')
      .map((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1]?.toLowerCase())
      .filter((name) => name !== undefined);
  }

  get expiresAt(): number {
    return this.#material.certificate.validToDate.getTime();
  }

  onChange(listener: (context: SecureContextOptions) => void): void {
    this.#listeners.add(listener);
  }

  async refresh(): Promise<void> {
    try {
      await this.#renew();
      if ((await this.#look()) === this.#fingerprint) return;
      await this.#load();
      this.#complaint = '';
      this.log.info(`TLS certificate reloaded from ${this.source.certFile}`);
      for (const listener of this.#listeners) listener(this.context);
    } catch (error) {
      this.#complain(`${messageOf(error)}; the certificate loaded before stays in use`);
    }
  }

  close(): void {
    this.#closed = true;
    this.#timer?.disarm();
  }

  #lookLater(): void {
    this.#timer = this.clock.arm(LOOK_INTERVAL_MS, () => {
      void this.refresh().then(() => {
        if (!this.#closed) this.#lookLater();
      });
    });
  }

  async #renew(): Promise<void> {
    if (this.source.kind !== 'generated' || this.source.dir === null) return;
    const written = await ensureGenerated({ ...this.source, dir: this.source.dir }, this.settings.autoGen, this.clock.epochMs());
    if (written) this.log.info(`TLS certificate generated in ${this.source.dir}; clients verify it with ${this.source.dir}/tls_ca.crt`);
  }

  async #load(): Promise<void> {
    // Taken before reading: a file replaced in between is seen as changed at the next look.
    const fingerprint = await this.#look();
    this.#material = await readMaterial(this.source, this.settings);
    this.#fingerprint = fingerprint;
    const { validFromDate, validToDate } = this.#material.certificate;
    const now = this.clock.epochMs();
    if (validToDate.getTime() < now) this.log.warn(`TLS certificate ${this.source.certFile} expired on ${validToDate.toISOString()}`);
    if (validFromDate.getTime() > now)
      this.log.warn(`TLS certificate ${this.source.certFile} is not valid before ${validFromDate.toISOString()}`);
  }

  async #look(): Promise<string> {
    const files = [this.source.certFile, this.source.keyFile, this.settings.clientCaFile].filter((file) => file !== null);
    const seen = await Promise.all(
      files.map((file) =>
        stat(file).then(
          ({ ino, size, mtimeMs }) => `${ino}:${size}:${mtimeMs}`,
          () => 'absent',
        ),
      ),
    );
    return seen.join(' ');
  }

  /** Once for each new problem, not once every interval. */
  #complain(message: string): void {
    if (message === this.#complaint) return;
    this.#complaint = message;
    this.log.warn(message);
  }
}
