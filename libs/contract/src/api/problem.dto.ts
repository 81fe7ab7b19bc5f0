import type { ErrorCode } from '#core';
import type { WholeNumber } from './scalar.dto.js';

/** One thing that is wrong with an input. */
export interface FieldProblem {
  /** JSON Pointer (RFC 6901) of the place, `""` for the whole. */
  readonly pointer: string;
  /** What is wrong, without the name of the field: `must be a string`. */
  readonly message: string;
  /** What the author may have meant, or what to do. */
  readonly suggestion?: string;
}

/** One thing that is wrong with a configuration file. */
export interface ConfigProblem extends FieldProblem {
  /** Absolute path of the file. */
  readonly file: string;
  /** 1 or more; `null` where the whole file is meant. */
  readonly line: WholeNumber | null;
  /** 1 or more. */
  readonly column: WholeNumber | null;
}

/** What became of one of several processes, or members of a group. */
export interface OutcomeDto {
  readonly name: string;
  readonly ok: boolean;
  /** One sentence, when it did not do what was asked. */
  readonly error?: string;
  readonly code?: ErrorCode;
  /** Further plain data of its error. */
  readonly [member: string]: unknown;
}

/** The body of every error answer: RFC 9457 with our members. */
export interface ProblemDto {
  readonly type: string;
  readonly title: string;
  readonly status: WholeNumber;
  readonly detail: string;
  readonly instance?: string;
  readonly code: ErrorCode;
  /** The same sentence as `detail`: what clients of the Go program read. */
  readonly error: string;
  readonly hint?: string;
  readonly errors?: readonly FieldProblem[];
  /** Of an operation on several processes: what became of each. */
  readonly processes?: readonly OutcomeDto[];
  /** Further plain data of the error, e.g. `exit_code`, `attempts`, `stderr`. */
  readonly [member: string]: unknown;
}

/** Further members of the problem documents of some errors. */
export interface ProblemMembers {
  readonly PROVISR_START_FAILED: StartFailureDto;
  readonly PROVISR_STOP_TIMED_OUT: { readonly name: string; /** Who is still there. */ readonly pids: readonly WholeNumber[] };
  readonly PROVISR_GROUP_PARTIAL: { readonly group: string; readonly members: readonly OutcomeDto[] };
  readonly PROVISR_CONFIG_INVALID: { readonly errors: readonly ConfigProblem[] };
  readonly PROVISR_RATE_LIMITED: { /** Seconds; also in `Retry-After`. */ readonly retry_after: WholeNumber };
}

/** Why a process did not get through its start. */
export interface StartFailureDto {
  readonly name: string;
  /** Of the last attempt; `null` when a signal ended it, or when it could not be executed. */
  readonly exit_code: WholeNumber | null;
  readonly exit_signal: string | null;
  /** Why there is neither. */
  readonly exit_error: string | null;
  readonly attempts: WholeNumber;
  /** The last lines it wrote to its standard error. */
  readonly stderr_tail: readonly string[];
}
