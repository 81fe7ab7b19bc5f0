import { type ErrorCode, isProvisrError, messageOf, ProvisrError } from '#core/errors';
import type { FieldProblem, ProblemDto } from './api/problem.dto.js';

/** How an error code shows outside: over HTTP and as an exit code. */
export interface ProblemRow {
  /** HTTP status. */
  readonly status: number;
  /** The RFC 9457 `title`: the same for every occurrence. */
  readonly title: string;
  /** Exit code of the command line: 1 unexpected, 2 usage, 3 unreachable, 4 not found, 5 conflict, 6 timed out, 7 invalid config. */
  readonly exit: number;
}

/** One row for each code; a code without a row does not compile. */
export const PROBLEMS: Readonly<Record<ErrorCode, ProblemRow>> = {
  PROVISR_UNEXPECTED: { status: 500, title: 'Unexpected error', exit: 1 },
  PROVISR_USAGE_INVALID: { status: 400, title: 'Wrong usage', exit: 2 },
  PROVISR_CONFIG_INVALID: { status: 422, title: 'Configuration is invalid', exit: 7 },
  PROVISR_CONFIG_NOT_FOUND: { status: 404, title: 'Configuration not found', exit: 7 },
  PROVISR_SPEC_INVALID: { status: 400, title: 'Process specification is invalid', exit: 2 },
  PROVISR_REQUEST_INVALID: { status: 400, title: 'Request is invalid', exit: 2 },
  PROVISR_SELECTOR_INVALID: { status: 400, title: 'Selector is invalid', exit: 2 },
  PROVISR_PROCESS_NOT_FOUND: { status: 404, title: 'Process not found', exit: 4 },
  PROVISR_GROUP_NOT_FOUND: { status: 404, title: 'Group not found', exit: 4 },
  PROVISR_CRONJOB_NOT_FOUND: { status: 404, title: 'Cronjob not found', exit: 4 },
  PROVISR_TOKEN_NOT_FOUND: { status: 404, title: 'Token not found', exit: 4 },
  PROVISR_TOKEN_EXISTS: { status: 409, title: 'Token exists already', exit: 5 },
  PROVISR_ROUTE_NOT_FOUND: { status: 404, title: 'No such endpoint', exit: 4 },
  PROVISR_PROCESS_CONFLICT: { status: 409, title: 'Process exists with another specification', exit: 5 },
  PROVISR_PROCESS_PROTECTED: { status: 409, title: 'Process is defined in the configuration', exit: 5 },
  PROVISR_START_FAILED: { status: 422, title: 'Process did not start', exit: 1 },
  PROVISR_START_SUPERSEDED: { status: 409, title: 'Start was superseded by a stop', exit: 5 },
  PROVISR_SPAWN_FAILED: { status: 422, title: 'Program could not be executed', exit: 1 },
  PROVISR_STOP_TIMED_OUT: { status: 504, title: 'Process did not stop in time', exit: 6 },
  PROVISR_WAIT_TIMED_OUT: { status: 504, title: 'Timed out', exit: 6 },
  PROVISR_GROUP_PARTIAL: { status: 409, title: 'Not every member did what was asked', exit: 1 },
  PROVISR_DAEMON_RUNNING: { status: 409, title: 'Daemon is already running', exit: 5 },
  PROVISR_DAEMON_UNREACHABLE: { status: 503, title: 'Daemon is not reachable', exit: 3 },
  PROVISR_SHUTTING_DOWN: { status: 503, title: 'Daemon is shutting down', exit: 3 },
  PROVISR_LISTEN_FAILED: { status: 500, title: 'Address cannot be listened on', exit: 1 },
  PROVISR_TLS_INVALID: { status: 500, title: 'TLS settings are invalid', exit: 7 },
  PROVISR_AUTH_REQUIRED: { status: 401, title: 'Authentication required', exit: 1 },
  PROVISR_AUTH_UNAVAILABLE: { status: 503, title: 'Nobody can tell who is asking', exit: 1 },
  PROVISR_AUTH_FORBIDDEN: { status: 403, title: 'Not allowed', exit: 1 },
  PROVISR_ORIGIN_FORBIDDEN: { status: 403, title: 'Origin not allowed', exit: 1 },
  PROVISR_BODY_TOO_LARGE: { status: 413, title: 'Body too large', exit: 2 },
  PROVISR_MEDIA_TYPE_UNSUPPORTED: { status: 415, title: 'Content type not supported', exit: 2 },
  PROVISR_RATE_LIMITED: { status: 429, title: 'Too many requests', exit: 1 },
  PROVISR_LOG_UNAVAILABLE: { status: 404, title: 'Log is not available', exit: 4 },
  PROVISR_NODE_UNSUPPORTED: { status: 500, title: 'Node.js is too old', exit: 1 },
  PROVISR_PLUGIN_NOT_FOUND: { status: 500, title: 'Plugin not found', exit: 7 },
  PROVISR_PLUGIN_INVALID: { status: 500, title: 'Not a plugin', exit: 7 },
  PROVISR_PLUGIN_API_MISMATCH: { status: 500, title: 'Plugin is for another version of provisr', exit: 7 },
  PROVISR_PLUGIN_OPTIONS_INVALID: { status: 500, title: 'Options of a plugin are invalid', exit: 7 },
  PROVISR_PLUGIN_CONFLICT: { status: 500, title: 'Plugins contradict each other', exit: 7 },
  PROVISR_PLUGIN_LOAD_FAILED: { status: 500, title: 'Plugin could not be loaded', exit: 7 },
  PROVISR_UPGRADING: { status: 503, title: 'Daemon is being upgraded', exit: 3 },
  PROVISR_UPGRADE_UNAVAILABLE: { status: 501, title: 'Upgrade in place is not possible here', exit: 1 },
  PROVISR_UPGRADE_REFUSED: { status: 422, title: 'The program to upgrade to did not pass the check', exit: 1 },
  PROVISR_UPGRADE_FAILED: { status: 500, title: 'The upgrade did not get through', exit: 1 },
};

/** The RFC 9457 `type` of a code: `PROVISR_PROCESS_NOT_FOUND` → `urn:provisr:error:process-not-found`. */
export function problemType(code: ErrorCode): string {
  return `urn:provisr:error:${code
    .replace(/^PROVISR_/, '')
    .toLowerCase()
    .replaceAll('_', '-')}`;
}

/**
 * The problem document of any error. What is not ours is `PROVISR_UNEXPECTED` and shows no inner message.
 *
 * @param instance path of the request
 */
export function toProblem(error: unknown, instance?: string): ProblemDto {
  const known = isProvisrError(error) ? error : undefined;
  const code: ErrorCode = known?.code ?? 'PROVISR_UNEXPECTED';
  const { status, title } = PROBLEMS[code];
  const detail = known?.message ?? 'an unexpected error happened; the daemon log has the details';
  return {
    ...known?.details,
    type: problemType(code),
    title,
    status,
    detail,
    ...(instance === undefined ? {} : { instance }),
    code,
    error: detail,
    ...(known?.hint === undefined ? {} : { hint: known.hint }),
  };
}

/** The error a problem document stands for: the same code, sentence and details as at the other end. */
export function fromProblem(problem: unknown, status: number): ProvisrError {
  const body = (typeof problem === 'object' && problem !== null ? problem : {}) as Partial<ProblemDto>;
  const code = body.code !== undefined && body.code in PROBLEMS ? body.code : codeOfStatus(status);
  const message = body.detail ?? body.error ?? `the daemon answered with HTTP status ${status}`;
  const {
    type: _type,
    title: _title,
    status: _status,
    detail: _detail,
    instance: _instance,
    code: _code,
    error: _error,
    hint,
    ...details
  } = body;
  return new ProvisrError(code, messageOf(message), { ...(hint === undefined ? {} : { hint }), details });
}

/** The field problems an error carries. */
export function fieldProblemsOf(error: ProvisrError): readonly FieldProblem[] {
  const errors = error.details?.['errors'];
  return Array.isArray(errors) ? (errors as FieldProblem[]) : [];
}

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'PROVISR_REQUEST_INVALID',
  401: 'PROVISR_AUTH_REQUIRED',
  403: 'PROVISR_AUTH_FORBIDDEN',
  404: 'PROVISR_ROUTE_NOT_FOUND',
  409: 'PROVISR_PROCESS_CONFLICT',
  413: 'PROVISR_BODY_TOO_LARGE',
  415: 'PROVISR_MEDIA_TYPE_UNSUPPORTED',
  429: 'PROVISR_RATE_LIMITED',
  503: 'PROVISR_SHUTTING_DOWN',
};

function codeOfStatus(status: number): ErrorCode {
  return CODE_OF_STATUS[status] ?? 'PROVISR_UNEXPECTED';
}
