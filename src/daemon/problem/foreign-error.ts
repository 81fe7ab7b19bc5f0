import { type ErrorCode, isProvisrError, ProvisrError } from '#core';

/** Errors of the HTTP layer beneath us (Nest, Fastify, Express), by the status they carry. */
const FOREIGN: Readonly<Record<number, { readonly code: ErrorCode; readonly message?: string; readonly hint?: string }>> = {
  400: { code: 'PROVISR_REQUEST_INVALID' },
  404: { code: 'PROVISR_ROUTE_NOT_FOUND', hint: 'check method and path, and the base path of the daemon' },
  413: { code: 'PROVISR_BODY_TOO_LARGE', message: 'the body is larger than 1 MiB' },
  415: { code: 'PROVISR_MEDIA_TYPE_UNSUPPORTED', message: 'the body must be JSON', hint: "send 'Content-Type: application/json'" },
};

/** Our own error for one of the HTTP layer; `null` for what nobody expected. */
export function asProvisrError(thrown: unknown): ProvisrError | null {
  if (isProvisrError(thrown)) return thrown;
  const { status, statusCode, message } = (thrown ?? {}) as { status?: unknown; statusCode?: unknown; message?: unknown };
  const foreign = FOREIGN[Number(status ?? statusCode)];
  if (foreign === undefined) return null;
  return new ProvisrError(foreign.code, foreign.message ?? String(message), foreign.hint === undefined ? {} : { hint: foreign.hint });
}
