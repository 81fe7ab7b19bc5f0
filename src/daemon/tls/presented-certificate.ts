import type { SecureContextOptions } from 'node:tls';
import { type Clock, isProvisrError, messageOf, ProvisrError, systemClock, within } from '#core';
import type { CertificateProvider } from '#plugin';
import type { TlsConfig } from '../config/index.js';
import { readPem } from './certificate-files.js';
import { type CertificateMaterial, checkMaterial } from './certificate-material.js';
import type { CertificateLog, NamedCertificate, OwnCertificateProvider } from './certificate-provider.js';

const LONGEST_LOAD_MS = 30_000;

/** What a presented certificate is made with. */
export interface PresentationPorts {
  readonly settings: TlsConfig;
  readonly log: CertificateLog;
  /** Told what the provider of a plugin did wrong. */
  readonly blame?: (reason: string) => void;
  readonly clock?: Clock;
}

/** What TLS listeners present: what its provider had last that was right. */
export class PresentedCertificate {
  readonly #listeners = new Set<(context: SecureContextOptions) => void>();
  readonly #clock: Clock;
  #material!: CertificateMaterial;
  #complaint = '';
  #loading: Promise<void> | null = null;
  #isStale = false;
  #isClosed = false;

  private constructor(
    private readonly provider: CertificateProvider | OwnCertificateProvider,
    private readonly ports: PresentationPorts,
  ) {
    this.#clock = ports.clock ?? systemClock;
  }

  /** @throws ProvisrError PROVISR_TLS_INVALID naming what is wrong with the certificate, or why there is none */
  static async open(provider: CertificateProvider | OwnCertificateProvider, ports: PresentationPorts): Promise<PresentedCertificate> {
    const presented = new PresentedCertificate(provider, ports);
    try {
      presented.#material = await presented.#load();
    } catch (error) {
      presented.close();
      throw error;
    }
    return presented;
  }

  /** From now on takes what the provider announces. */
  follow(): void {
    try {
      this.provider.watch?.(() => void this.refresh());
    } catch (error) {
      this.#complain(`nobody tells when the TLS certificate is renewed: ${messageOf(error)}`);
    }
  }

  /** What to present now. */
  get context(): SecureContextOptions {
    return this.#material.context;
  }

  /** Whether clients must show a certificate of their own. */
  get clientCertificateRequired(): boolean {
    return this.ports.settings.clientCaFile !== null;
  }

  /** Host names and addresses the certificate speaks for, lower case. */
  get hostNames(): readonly string[] {
    return (this.#material.certificate.subjectAltName ?? '')
      .split(', ')
      .map((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1]?.toLowerCase())
      .filter((name) => name !== undefined);
  }

  /** When the certificate expires, milliseconds since the epoch. */
  get expiresAt(): number {
    return this.#material.certificate.validToDate.getTime();
  }

  /** Registers a listener for every later change of {@link context}. */
  onChange(listener: (context: SecureContextOptions) => void): void {
    this.#listeners.add(listener);
  }

  /** Loads now what there may be that is new. Never rejects: what is wrong keeps the old certificate in use. */
  refresh(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    // What is announced in the midst of a load may have come too late for it.
    if (this.#loading !== null) this.#isStale = true;
    this.#loading ??= this.#reloadWhileStale().finally(() => (this.#loading = null));
    return this.#loading;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.provider.close?.();
    } catch (error) {
      this.ports.log.warn(`the provider of the TLS certificate did not close: ${messageOf(error)}`);
    }
  }

  async #reloadWhileStale(): Promise<void> {
    do {
      this.#isStale = false;
      await this.#reload();
    } while (this.#isStale && !this.#isClosed);
  }

  async #reload(): Promise<void> {
    try {
      if ('hasChanged' in this.provider && !(await this.provider.hasChanged())) return;
      this.#material = await this.#load();
      this.#complaint = '';
      this.ports.log.info(`TLS certificate reloaded, valid until ${new Date(this.expiresAt).toISOString()}`);
      for (const listener of this.#listeners) listener(this.context);
    } catch (error) {
      this.#complain(`${messageOf(error)}; the certificate loaded before stays in use`);
    }
  }

  async #load(): Promise<CertificateMaterial> {
    const { settings, log } = this.ports;
    const given = await this.#provided();
    const clientCa = settings.clientCaFile === null ? null : await readPem('client_ca_file', settings.clientCaFile);
    const { certName = 'of the plugin', keyName = 'of the plugin' } = given;
    const material = checkMaterial({ ...given, certName, keyName, clientCa }, settings);
    const { validFromDate, validToDate } = material.certificate;
    const now = this.#clock.epochMs();
    if (validToDate.getTime() < now) log.warn(`TLS certificate ${certName} expired on ${validToDate.toISOString()}`);
    if (validFromDate.getTime() > now) log.warn(`TLS certificate ${certName} is not valid before ${validFromDate.toISOString()}`);
    return material;
  }

  /** @throws ProvisrError PROVISR_TLS_INVALID also for what a plugin throws, and when it takes too long */
  async #provided(): Promise<Pick<NamedCertificate, 'cert' | 'key'> & Partial<NamedCertificate>> {
    const controller = new AbortController();
    const load = (async (): Promise<Partial<NamedCertificate> | null> => this.provider.load(controller.signal))();
    try {
      const given = await within(this.#clock, LONGEST_LOAD_MS, load);
      if (typeof given?.cert !== 'string' || typeof given.key !== 'string') throw new Error('it has no "cert" and "key" in PEM');
      return { ...given, cert: given.cert, key: given.key };
    } catch (error) {
      if (isProvisrError(error) && error.code === 'PROVISR_TLS_INVALID') throw error;
      throw new ProvisrError('PROVISR_TLS_INVALID', `the TLS certificate of the plugin cannot be had: ${messageOf(error)}`, {
        cause: error,
      });
    } finally {
      controller.abort();
    }
  }

  /** Once for each new problem, not once every time. */
  #complain(message: string): void {
    this.ports.blame?.(message);
    if (message === this.#complaint) return;
    this.#complaint = message;
    this.ports.log.warn(message);
  }
}
