import type { FieldProblem } from '../api/problem.dto.js';
import { isTable, type Table } from './notes.js';
import { escapePointer } from '../validation/json-pointer.js';

/** Deeper input is refused, so that no later step can run out of stack. */
const DEEPEST = 32;
/** Keys that mean something to JavaScript itself. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Parsed data as ordinary objects, and what had to be refused. */
export interface PlainData {
  readonly data: unknown;
  readonly problems: readonly FieldProblem[];
}

/** Copies parsed data into ordinary objects, whatever prototypes its parser gave them. */
export function plainData(data: unknown): PlainData {
  const problems: FieldProblem[] = [];
  return { data: copy(data, '', 0, problems), problems };
}

function copy(value: unknown, pointer: string, depth: number, problems: FieldProblem[]): unknown {
  if (depth > DEEPEST) {
    problems.push({ pointer, message: `is nested more than ${DEEPEST} levels deep` });
    return null;
  }
  if (Array.isArray(value)) return value.map((item, index) => copy(item, `${pointer}/${index}`, depth + 1, problems));
  if (!isTable(value)) return value;
  const result: Table = {};
  for (const [key, item] of Object.entries(value)) {
    const at = `${pointer}/${escapePointer(key)}`;
    if (FORBIDDEN.has(key)) problems.push({ pointer: at, message: `unknown key "${key}"` });
    else result[key] = copy(item, at, depth + 1, problems);
  }
  return result;
}
