/** Who named the address: decides whether a token from the environment may go there and whether a daemon may be started. */
export type AddressSource = 'flag' | 'environment' | 'config' | 'user-daemon' | 'default';

/** Where the daemon is expected. */
export interface Address {
  readonly source: AddressSource;
  readonly baseUrl: string;
  readonly socketPath: string | null;
  /** Authority of a certificate the daemon made itself, known from its configuration. */
  readonly caCert: string | null;
}

export const DEFAULT_ADDRESS: Address = { source: 'default', baseUrl: 'http://127.0.0.1:8080/api', socketPath: null, caCert: null };
