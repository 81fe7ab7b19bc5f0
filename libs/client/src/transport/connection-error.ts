import { errnoOf, isProvisrError, messageOf, ProvisrError } from '#core/errors';

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOENT: 'no such socket',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'the name could not be looked up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  ETIMEDOUT: 'timed out',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
};

const ADDRESS_HINT = 'or give the address it listens on with --api-url';

/** The next step for a failure of TLS, by OpenSSL's and Node's names of it; the first that fits. */
const TLS_HINTS: readonly (readonly [code: RegExp, hint: string])[] = [
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|^EPROTO$/, 'the answer is not TLS: is the address http instead of https?'],
  [/ALTNAME_INVALID|HOSTNAME_MISMATCH/, 'say which name its certificate bears with --server-name (tls.serverName)'],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, 'renew the certificate of the daemon, or set the clock'],
  [/ALERT/, 'present a certificate it accepts with --client-cert and --client-key (tls.clientCert, tls.clientKey)'],
  [
    /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_OSSL_)/,
    'trust the authority of its certificate with --ca-cert (tls.caCert)',
  ],
];

/** Whether a safe request may be tried again: the connection had been there and broke. */
export function isBrokenConnection(error: unknown): boolean {
  const reason = isProvisrError(error) ? error.details?.['reason'] : null;
  return reason === 'ECONNRESET' || reason === 'EPIPE';
}

/** A failure below HTTP as PROVISR_DAEMON_UNREACHABLE, with the address and the next step. */
export function unreachable(label: string, cause: unknown): ProvisrError {
  const code = errnoOf(cause) ?? '';
  const tlsHint = TLS_HINTS.find(([pattern]) => pattern.test(code))?.[1];
  // Node adds advice about its own flags after a semicolon.
  const reason = tlsHint === undefined ? (REASONS[code] ?? messageOf(cause)) : `TLS: ${(messageOf(cause).split(';')[0] ?? '').trim()}`;
  return new ProvisrError(
    'PROVISR_DAEMON_UNREACHABLE',
    tlsHint === undefined ? sentence(label, reason) : `daemon not reachable at ${label} (${reason})`,
    {
      hint: tlsHint ?? hintFor(code, label),
      details: { address: label, ...(code === '' ? {} : { reason: code }) },
      cause,
    },
  );
}

/** A listener with TLS ends a connection that begins with HTTP. */
function hintFor(code: string, label: string): string {
  return code === 'ECONNRESET' && label.startsWith('http:') ? 'if it listens with TLS, write the address with https://' : ADDRESS_HINT;
}

/** No connection or no answer in time. */
export function timedOut(label: string, timeoutMs: number, isConnected: boolean): ProvisrError {
  if (!isConnected) {
    return new ProvisrError('PROVISR_DAEMON_UNREACHABLE', sentence(label, `no connection within ${timeoutMs} ms`), {
      hint: ADDRESS_HINT,
      details: { address: label, reason: 'ETIMEDOUT' },
    });
  }
  return new ProvisrError('PROVISR_WAIT_TIMED_OUT', `the daemon at ${label} did not answer within ${timeoutMs} ms`, {
    hint: 'the request may still take effect; look with status, or allow more time with --api-timeout',
    details: { address: label },
  });
}

function sentence(label: string, reason: string): string {
  return `daemon not reachable at ${label} (${reason}) - start it with 'provisr serve'`;
}
