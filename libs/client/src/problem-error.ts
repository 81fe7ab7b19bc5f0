import { ERROR_CODES, ProvisrError, type ErrorCode } from '#core/errors';

/** One finding of a validation, as the problem document lists it. */
export interface ProblemFinding {
  /** JSON Pointer into the body, e.g. `/command`. */
  readonly pointer?: string;
  readonly message: string;
}

const STANDARD_MEMBERS = ['type', 'title', 'detail', 'error', 'hint', 'details'];

const NOT_OURS_HINT = 'check that the address and its base path are those of a provisr daemon';

/** What an answer without a problem document means: some proxy in between, or not a provisr daemon at all. */
const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'PROVISR_AUTH_REQUIRED',
  403: 'PROVISR_AUTH_FORBIDDEN',
  404: 'PROVISR_ROUTE_NOT_FOUND',
  413: 'PROVISR_BODY_TOO_LARGE',
  415: 'PROVISR_MEDIA_TYPE_UNSUPPORTED',
  429: 'PROVISR_RATE_LIMITED',
  502: 'PROVISR_DAEMON_UNREACHABLE',
  503: 'PROVISR_SHUTTING_DOWN',
  504: 'PROVISR_WAIT_TIMED_OUT',
};

/**
 * The error of an answer outside 2xx: the same code the daemon threw, its hint, and in `details` all further members of the
 * document (`code`, `status`, `instance`, `errors`, …).
 */
export function errorOfAnswer(status: number, body: string, label: string): ProvisrError {
  const document = parseObject(body);
  if (document === null) return foreignAnswer(status, label);
  const known = ERROR_CODES.find((code) => code === document['code']);
  const { hint } = document;
  return new ProvisrError(known ?? CODE_BY_STATUS[status] ?? 'PROVISR_UNEXPECTED', sentenceOf(document, status), {
    ...(typeof hint === 'string' ? { hint } : {}),
    details: detailsOf(document, status),
  });
}

function sentenceOf(document: Readonly<Record<string, unknown>>, status: number): string {
  const sentence = [document['error'], document['detail'], document['title']].find((part) => typeof part === 'string' && part !== '');
  return typeof sentence === 'string' ? sentence : `the daemon answered with HTTP status ${status}`;
}

function detailsOf(document: Readonly<Record<string, unknown>>, status: number): Record<string, unknown> {
  const extensions = Object.entries(document).filter(([member]) => !STANDARD_MEMBERS.includes(member));
  const nested = document['details'];
  return { status, ...Object.fromEntries(extensions), ...(typeof nested === 'object' && nested !== null ? nested : {}) };
}

/** The error of a successful answer that is not JSON. */
export function unreadableAnswer(label: string, cause: unknown): ProvisrError {
  return new ProvisrError('PROVISR_UNEXPECTED', `the answer of ${label} is not JSON`, { hint: NOT_OURS_HINT, cause });
}

function foreignAnswer(status: number, label: string): ProvisrError {
  return new ProvisrError(
    CODE_BY_STATUS[status] ?? 'PROVISR_UNEXPECTED',
    `${label} answered with HTTP status ${status} and no problem document`,
    {
      hint: NOT_OURS_HINT,
      details: { status },
    },
  );
}

function parseObject(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    // Not JSON: the caller reports an answer that is not ours.
    return null;
  }
}
