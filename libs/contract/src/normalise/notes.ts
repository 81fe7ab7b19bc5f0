import type { FieldProblem } from '../api/problem.dto.js';

/** A key that was moved: what lies at `to` now was written at `from`. JSON Pointers. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** What was noticed while older forms were turned into today's. */
export interface Notes {
  /** Accepted, but to be changed. Pointers as written. */
  readonly warnings: FieldProblem[];
  /** Two spellings that contradict each other. Pointers as written. */
  readonly problems: FieldProblem[];
  readonly moves: Move[];
}

/** A table as parsed: plain object, any values. */
export type Table = Record<string, unknown>;

export function newNotes(): Notes {
  return { warnings: [], problems: [], moves: [] };
}

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The pointer under which the author wrote what lies at `pointer` now: the longest move that covers it, undone. */
export function asWritten(pointer: string, moves: readonly Move[]): string {
  const covering = moves.filter(({ to }) => pointer === to || pointer.startsWith(`${to}/`));
  const move = covering.sort((left, right) => right.to.length - left.to.length)[0];
  return move === undefined ? pointer : `${move.from}${pointer.slice(move.to.length)}`;
}
