/** TLS versions the daemon speaks, by Node's names. */
export type TlsVersion = 'TLSv1.2' | 'TLSv1.3';

/** What a generated certificate says. */
export interface AutoGenSettings {
  readonly commonName: string;
  readonly organization: string;
  /** Names and addresses may be mixed: what parses as an address becomes an IP entry. */
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  /** 1 or more. */
  readonly validDays: number;
}

/** `[server.tls]`, resolved: paths are absolute, `null` where nothing was given. */
export interface TlsSettings {
  readonly certFile: string | null;
  readonly keyFile: string | null;
  readonly dir: string | null;
  readonly autoGenerate: boolean;
  readonly autoGen: AutoGenSettings;
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
  /** CAs that sign the certificates clients must show (mutual TLS). */
  readonly clientCaFile: string | null;
}
