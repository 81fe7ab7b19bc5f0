import { relative } from 'node:path';
import { ProvisrError } from '#core';
import type { ConfigProblem } from '#contract';

/** `config.toml:12:1: unknown key "comand" (did you mean "command"?)` */
export function formatConfigProblem(problem: ConfigProblem, cwd: string = process.cwd()): string {
  const place = [shortPath(problem.file, cwd), problem.line, problem.column].filter((part) => part !== null).join(':');
  const suggestion = problem.suggestion === undefined ? '' : ` (${problem.suggestion})`;
  return `${place}: ${subjectOf(problem)}${problem.message}${suggestion}`;
}

/** The one error that a load with problems ends with; `details.errors` holds them all. */
export function configInvalid(file: string, problems: readonly ConfigProblem[], hint?: string): ProvisrError {
  const sorted = [...problems].sort((left, right) => left.file.localeCompare(right.file) || (left.line ?? 0) - (right.line ?? 0));
  const lines = sorted.map((problem) => formatConfigProblem(problem));
  const message =
    lines.length === 1
      ? (lines[0] ?? '')
      : `the configuration has ${lines.length} problems\n${lines.map((line) => `  ${line}`).join('\n')}`;
  return new ProvisrError('PROVISR_CONFIG_INVALID', message, {
    details: { file, errors: sorted },
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The key that is meant, unless the sentence names it itself. */
function subjectOf({ pointer, message }: ConfigProblem): string {
  const key = pointer.slice(1).replaceAll('/', '.');
  return key === '' || message.startsWith('unknown key') ? '' : `${key}: `;
}

/** Relative where that is shorter and does not climb. */
function shortPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path === '' || path.startsWith('..') ? file : path;
}
