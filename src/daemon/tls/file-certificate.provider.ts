import { stat } from 'node:fs/promises';
import { type Clock, systemClock, type Timer } from '#core';
import type { TlsConfig } from '../config/index.js';
import { readPem } from './certificate-files.js';
import { ensureGenerated } from './certificate-generator.js';
import type { CertificateLog, NamedCertificate, OwnCertificateProvider } from './certificate-provider.js';
import { certificateSource, type CertificateSource } from './certificate-source.js';

/** How often files are looked at, ms. Looking is three stat(2) calls; watching directories would miss replaced symlinks. */
const LOOK_INTERVAL_MS = 10_000;

/** Certificates from files: followed when they change, renewed when they are generated ones. */
export class FileCertificateProvider implements OwnCertificateProvider {
  readonly #source: CertificateSource;
  #fingerprint = '';
  #timer: Timer | null = null;
  #isClosed = false;

  /** @throws ProvisrError PROVISR_TLS_INVALID when the settings name no certificate, or only half a pair */
  constructor(
    private readonly settings: TlsConfig,
    private readonly log: CertificateLog,
    private readonly clock: Clock = systemClock,
  ) {
    this.#source = certificateSource(settings);
  }

  /** Generates what is asked for and reads it. @throws ProvisrError PROVISR_TLS_INVALID naming the file */
  async load(): Promise<NamedCertificate> {
    await this.#renew();
    // Taken before reading: a file replaced in between is seen as changed at the next look.
    const fingerprint = await this.#look();
    const { certFile, keyFile } = this.#source;
    const cert = await readPem('certificate', certFile);
    const key = await readPem('key', keyFile);
    this.#fingerprint = fingerprint;
    return { cert, key, certName: certFile, keyName: keyFile };
  }

  async hasChanged(): Promise<boolean> {
    await this.#renew();
    return (await this.#look()) !== this.#fingerprint;
  }

  watch(renewed: () => void): void {
    this.#timer = this.clock.arm(LOOK_INTERVAL_MS, () => {
      renewed();
      if (!this.#isClosed) this.watch(renewed);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.disarm();
  }

  async #renew(): Promise<void> {
    const { kind, dir } = this.#source;
    if (kind !== 'generated' || dir === null) return;
    const written = await ensureGenerated({ ...this.#source, dir }, this.settings.autoGen, this.clock.epochMs());
    if (written) this.log.info(`TLS certificate generated in ${dir}; clients verify it with ${dir}/tls_ca.crt`);
  }

  async #look(): Promise<string> {
    const files = [this.#source.certFile, this.#source.keyFile, this.settings.clientCaFile].filter((file) => file !== null);
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
}
