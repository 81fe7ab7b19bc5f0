/**
 * Every code this project may report. Codes are stable and never reused: clients, scripts and alerts match on them.
 * The table `docs/reference/errors.md` lists each with its HTTP status, exit code and remedy.
 */
export const ERROR_CODES = [
  'PROVISR_UNEXPECTED',
  'PROVISR_USAGE_INVALID',
  'PROVISR_CONFIG_INVALID',
  'PROVISR_CONFIG_NOT_FOUND',
  'PROVISR_SPEC_INVALID',
  'PROVISR_REQUEST_INVALID',
  'PROVISR_SELECTOR_INVALID',
  'PROVISR_PROCESS_NOT_FOUND',
  'PROVISR_GROUP_NOT_FOUND',
  'PROVISR_CRONJOB_NOT_FOUND',
  'PROVISR_TOKEN_NOT_FOUND',
  'PROVISR_TOKEN_EXISTS',
  'PROVISR_ROUTE_NOT_FOUND',
  'PROVISR_PROCESS_CONFLICT',
  'PROVISR_PROCESS_PROTECTED',
  'PROVISR_START_FAILED',
  'PROVISR_START_SUPERSEDED',
  'PROVISR_SPAWN_FAILED',
  'PROVISR_STOP_TIMED_OUT',
  'PROVISR_WAIT_TIMED_OUT',
  'PROVISR_GROUP_PARTIAL',
  'PROVISR_DAEMON_RUNNING',
  'PROVISR_DAEMON_UNREACHABLE',
  'PROVISR_SHUTTING_DOWN',
  'PROVISR_LISTEN_FAILED',
  'PROVISR_TLS_INVALID',
  'PROVISR_AUTH_REQUIRED',
  'PROVISR_AUTH_FORBIDDEN',
  'PROVISR_AUTH_UNAVAILABLE',
  'PROVISR_ORIGIN_FORBIDDEN',
  'PROVISR_BODY_TOO_LARGE',
  'PROVISR_MEDIA_TYPE_UNSUPPORTED',
  'PROVISR_RATE_LIMITED',
  'PROVISR_LOG_UNAVAILABLE',
  'PROVISR_NODE_UNSUPPORTED',
  'PROVISR_PLUGIN_NOT_FOUND',
  'PROVISR_PLUGIN_INVALID',
  'PROVISR_PLUGIN_API_MISMATCH',
  'PROVISR_PLUGIN_OPTIONS_INVALID',
  'PROVISR_PLUGIN_CONFLICT',
  'PROVISR_PLUGIN_LOAD_FAILED',
  'PROVISR_UPGRADING',
  'PROVISR_UPGRADE_UNAVAILABLE',
  'PROVISR_UPGRADE_REFUSED',
  'PROVISR_UPGRADE_FAILED',
] as const;

/** A stable error code, e.g. `PROVISR_PROCESS_NOT_FOUND`. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What a {@link ProvisrError} may carry beside its sentence. */
export interface ErrorExtras {
  /** The next step a person would take, one sentence without a full stop. */
  readonly hint?: string;
  /** Plain data (JSON) for machines; goes into the problem document as it is. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The only error class the rings throw on purpose. Knows nothing of HTTP or exit codes. */
export class ProvisrError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(code: ErrorCode, message: string, extras: ErrorExtras = {}) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = 'ProvisrError';
    this.code = code;
    this.hint = extras.hint;
    this.details = extras.details;
  }
}

/** Shape check instead of `instanceof`: a second copy of this package in a plugin makes its own class. */
export function isProvisrError(error: unknown): error is ProvisrError {
  return (
    error instanceof Error && typeof (error as { code?: unknown }).code === 'string' && ERROR_CODES.includes((error as ProvisrError).code)
  );
}

/** The errno name (`ENOENT`, `EACCES`, …) of a Node system error, else `undefined`. */
export function errnoOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
