import { ProvisrError } from '#core/errors';
import { fromProblem } from '#contract/problem';

const NOT_OURS = {
  hint: 'check that the address and its base path are those of a provisr daemon',
  details: { foreign: true },
};

/**
 * The error of an answer outside 2xx: the same code, sentence, hint and details as at the daemon. An answer that is no problem document
 * comes from something else; its `details.foreign` says so.
 */
export function errorOfAnswer(status: number, body: string, label: string): ProvisrError {
  const document = parse(body);
  const error = fromProblem(document, status);
  if (typeof document === 'object' && document !== null && 'code' in document) return error;
  return new ProvisrError(error.code, `${label} answered with HTTP status ${status} and no problem document`, NOT_OURS);
}

/** The error of a successful answer that is not JSON. */
export function unreadableAnswer(label: string, cause: unknown): ProvisrError {
  return new ProvisrError('PROVISR_UNEXPECTED', `the answer of ${label} is not JSON`, { ...NOT_OURS, cause });
}

/** Whether the error came from something that is no provisr daemon. */
export function isForeignAnswer(error: ProvisrError): boolean {
  return error.details?.['foreign'] === true;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON: reported as an answer that is not ours.
    return null;
  }
}
