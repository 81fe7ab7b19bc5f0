import { isAbsolute, normalize, resolve } from 'node:path';
import { isSpecialPath } from '#core';
import type { FieldProblem } from '../api/problem.dto.js';
import type { PathRule } from './spec-context.js';

/** Resolves paths by a rule and notes what it has to refuse. */
export class PathReader {
  readonly #rule: PathRule;
  readonly #problems: FieldProblem[];

  constructor(rule: PathRule, problems: FieldProblem[]) {
    this.#rule = rule;
    this.#problems = problems;
  }

  /** Notes what is wrong beside paths. */
  refuse(problem: FieldProblem): void {
    this.#problems.push(problem);
  }

  /** The absolute path, `null` when none is given or it was refused. */
  read(path: string | undefined | null, pointer: string): string | null {
    if (path === undefined || path === null || path === '') return null;
    const message = pathProblem(path, this.#rule);
    if (message !== null) {
      this.#problems.push({ pointer, message });
      return null;
    }
    return this.#rule.kind === 'absolute' ? path : resolve(this.#rule.baseDir, path);
  }

  /** Like {@link read} for files that get written and rotated. `/dev/null` is no file: `null`. */
  readLogFile(path: string | undefined | null, pointer: string): string | null {
    if (path === '/dev/null') return null;
    const file = this.read(path, pointer);
    if (file === null || !isSpecialPath(file)) return file;
    this.#problems.push({ pointer, message: 'must be a regular file: a device cannot be rotated' });
    return null;
  }
}

/** What is wrong with a path, `null` when nothing. */
export function pathProblem(path: string, rule: PathRule): string | null {
  if (path.includes('\0')) return 'must not contain NUL';
  if (rule.kind === 'relative') return /^~(\/|$)/.test(path) ? 'must be written out: "~" is not expanded' : null;
  if (!isAbsolute(path)) return `must be an absolute path, not "${path}"`;
  const clean = cleaned(path);
  return clean === path ? null : `must be a cleaned path without "..", "." or doubled and trailing slashes, here "${clean}"`;
}

function cleaned(path: string): string {
  const normal = normalize(path);
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal;
}
