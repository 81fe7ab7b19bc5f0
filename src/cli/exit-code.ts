import { isProvisrError } from '#core/errors';
import { PROBLEMS } from '#contract/problem';

/** What the process ends with. The rows of the error table use the same numbers. */
export const EXIT_OK = 0;
const EXIT_UNEXPECTED = 1;
export const EXIT_USAGE = 2;

/** 0 ok, 1 unexpected, 2 usage, 3 daemon unreachable, 4 not found, 5 conflict, 6 timed out, 7 invalid config. */
export type ExitCode = number;

/** The exit code of anything that was thrown. */
export function exitCodeOf(error: unknown): ExitCode {
  return isProvisrError(error) ? PROBLEMS[error.code].exit : EXIT_UNEXPECTED;
}
