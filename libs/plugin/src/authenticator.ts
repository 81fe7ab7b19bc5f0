import type { CallerRole } from './requires-role.js';

/**
 * Who finds out who makes a request. A slot: give a provider for it in `overrides` of the plugin's record, of a value with the shape of
 * {@link Authenticator}.
 *
 * It is asked for each request over TCP, also where there is no `[server.auth]`. It is not asked about the unix socket, whose file permissions
 * are the check, and it decides nothing but who somebody is: what a role may do, Host and Origin, and where the daemon listens (without
 * `[server.auth]` on loopback alone) stay the daemon's.
 */
export const AUTHENTICATOR = Symbol.for('provisr.authenticator.v1');

/**
 * The {@link Authenticator} of the daemon, which knows the tokens and client certificates of `[server.auth]`: to be injected into another one
 * that leaves to it what it does not know itself.
 * @example
 * overrides: [{ provide: AUTHENTICATOR, inject: [OWN_AUTHENTICATOR], useFactory: (own) => new ProxyUsers(own) }]
 */
export const OWN_AUTHENTICATOR = Symbol.for('provisr.own-authenticator.v1');

/** What is known of a request before it is known who makes it. */
export interface AuthenticationRequest {
  /** E.g. `POST`. */
  readonly method: string;
  /** As it was asked for, with the query. */
  readonly url: string;
  /**
   * By their lower-case names, as `node:http` has them. Anybody who reaches the listener can send any header: what a proxy adds is worth
   * something only when a secret or {@link address} proves that it was the proxy.
   */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** IP address of the other end of the connection. */
  readonly address: string;
  /** Common name of the client certificate, which the listener has verified (`[server.tls].client_ca_file`); `null` without one. */
  readonly commonName: string | null;
}

/** Who makes a request. */
export interface AuthenticatedCaller {
  /** For the audit log and events; not empty. */
  readonly name: string;
  readonly role: CallerRole;
}

/** Finds out who makes a request. */
export interface Authenticator {
  /**
   * @param signal aborts when nobody waits any more: after 5 s, for `/health` after a quarter of a second
   * @returns who it is; `null` = nobody it knows, which is answered with 401. Anything else, an error and an answer that comes too late let nobody
   *   in: 503 with PROVISR_AUTH_UNAVAILABLE, and `provisr plugins` says so. What {@link OWN_AUTHENTICATOR} throws keeps its code.
   */
  authenticate(request: AuthenticationRequest, signal: AbortSignal): AuthenticatedCaller | null | Promise<AuthenticatedCaller | null>;
}
