import type { ErrorCode } from '#core';

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
  readonly line: number | null;
  /** 1 or more. */
  readonly column: number | null;
}

/** The body of every error answer: RFC 9457 with our members. */
export interface ProblemDto {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly code: ErrorCode;
  /** The same sentence as `detail`: what clients of the Go program read. */
  readonly error: string;
  readonly hint?: string;
  readonly errors?: readonly FieldProblem[];
  /** Further plain data of the error, e.g. `exit_code`, `attempts`, `stderr`. */
  readonly [member: string]: unknown;
}
