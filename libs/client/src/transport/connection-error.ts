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
  EPROTO: 'the answer is not TLS; is the address http instead of https?',
  HPE_INVALID_CONSTANT: 'the answer is not HTTP; is the address https instead of http?',
};

const ADDRESS_HINT = 'or give the address it listens on with --api-url';

/** Failures of a certificate check: OpenSSL's names, Node's own, and alerts of the other side. */
const TLS_FAILURE = /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_OSSL_|HOSTNAME_MISMATCH)/;

/** Whether a safe request may be tried again: the connection had been there and broke. */
export function isBrokenConnection(error: unknown): boolean {
  const reason = isProvisrError(error) ? error.details?.['reason'] : null;
  return reason === 'ECONNRESET' || reason === 'EPIPE';
}

/** A failure below HTTP as PROVISR_DAEMON_UNREACHABLE, with the address and the next step. */
export function unreachable(label: string, cause: unknown): ProvisrError {
  const code = errnoOf(cause) ?? '';
  if (TLS_FAILURE.test(code)) {
    return new ProvisrError('PROVISR_DAEMON_UNREACHABLE', `daemon not reachable at ${label}: TLS failed: ${messageOf(cause)} (${code})`, {
      hint: 'give the authority with --ca-cert, the name of the certificate with --server-name, and your own certificate with --client-cert and --client-key',
      details: { address: label, reason: code },
      cause,
    });
  }
  return new ProvisrError('PROVISR_DAEMON_UNREACHABLE', sentence(label, REASONS[code] ?? messageOf(cause)), {
    hint: ADDRESS_HINT,
    details: { address: label, ...(code === '' ? {} : { reason: code }) },
    cause,
  });
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
