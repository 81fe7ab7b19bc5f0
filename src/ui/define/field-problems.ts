import type { FieldProblem } from '#contract';
import { ApiError } from '../api/api-error.js';
import type { Field } from './field.js';

/** What is wrong with a form: with its fields by their path, and with all of it. */
export interface FormProblems {
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly whole: readonly string[];
}

export const NO_PROBLEMS: FormProblems = { fields: {}, whole: [] };

/** What the daemon says of a definition that it does not take, each sentence at the field it is about. */
export function problemsOf(error: unknown, fields: readonly Field[]): FormProblems {
  if (!(error instanceof ApiError)) return { fields: {}, whole: [error instanceof Error ? error.message : String(error)] };
  const told = error.problem?.errors ?? [];
  if (told.length === 0) return { fields: {}, whole: [error.hint === null ? error.message : `${error.message}: ${error.hint}`] };
  const found: Record<string, string[]> = {};
  const whole: string[] = [];
  for (const problem of told) {
    const field = fieldAt(problem.pointer, fields);
    if (field === null) whole.push(sentenceOf(problem, problem.pointer));
    else (found[field.path] ??= []).push(sentenceOf(problem, restOf(problem.pointer, field.path)));
  }
  return { fields: found, whole };
}

/** Of several the closest one: `/log/dir` is about `log.dir`, `/env/0` about `env`. */
function fieldAt(pointer: string, fields: readonly Field[]): Field | null {
  const found = fields.filter(({ path }) => pointer === pointerOf(path) || pointer.startsWith(`${pointerOf(path)}/`));
  return found.toSorted((left, right) => right.path.length - left.path.length)[0] ?? null;
}

function pointerOf(path: string): string {
  return `/${path.replaceAll('.', '/')}`;
}

/** Which part of the value of a field is meant: the first is 1 to people. */
function restOf(pointer: string, path: string): string {
  const rest = pointer.slice(pointerOf(path).length + 1);
  return /^\d+$/.test(rest) ? `entry ${Number(rest) + 1}` : rest;
}

function sentenceOf({ message, suggestion }: FieldProblem, place: string): string {
  return `${place === '' ? '' : `${place}: `}${message}${suggestion === undefined ? '' : `; ${suggestion}`}`;
}
