/** How a TLS connection is checked and with which certificate we present ourselves. Paths of PEM files. */
export interface ClientTlsOptions {
  /** PEM file of the authorities to trust instead of the system's. */
  readonly caCert?: string;
  /** Name the certificate must bear; also sent as SNI. @default the host of the address */
  readonly serverName?: string;
  /** PEM file of our certificate for mutual TLS; needs `clientKey`. */
  readonly clientCert?: string;
  /** PEM file of our private key; needs `clientCert`. */
  readonly clientKey?: string;
  /** Accepts any certificate. For development. @default false */
  readonly skipVerify?: boolean;
}

/** Where the daemon is and how to talk to it. */
export interface ClientOptions {
  /** Address with base path. With `socketPath` only its path counts. @default 'http://127.0.0.1:8080/api' */
  readonly baseUrl?: string;
  /** Unix socket of the daemon; replaces host and port of `baseUrl`. */
  readonly socketPath?: string;
  /** Bearer token; goes to this address only, redirects are not followed. */
  readonly token?: string;
  /**
   * Longest time for connecting and for an answer, in milliseconds. Requests that wait for an effect (start, stop, …) may take
   * their `waitMs` on top; without `waitMs` they have no limit unless this option is given. @default 10000
   */
  readonly timeoutMs?: number;
  /** For an https address. One that cannot be loaded is an error, and so is one for an address that is not encrypted. */
  readonly tls?: ClientTlsOptions;
  /** Further attempts of a safe request (GET) whose connection broke. @default 2 */
  readonly retries?: number;
}

export const DEFAULT_BASE_URL = 'http://127.0.0.1:8080/api';
export const DEFAULT_TIMEOUT_MS = 10_000;
export const DEFAULT_RETRIES = 2;
