/** Where a key stands in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed configuration file that knows where each of its keys stands. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  readonly data: unknown;
  /** Where the key at the path stands; the nearest enclosing one when that key itself is not written anywhere. */
  locate(tokens: readonly string[]): Position | null;
}

/** A text that cannot be parsed. */
export class SyntaxProblem extends Error {
  readonly position: Position | null;

  constructor(message: string, position: Position | null) {
    super(message);
    this.name = 'SyntaxProblem';
    this.position = position;
  }
}

/** Parses one format. @throws SyntaxProblem */
export type SourceParser = (path: string, text: string) => SourceFile;

/** Line and column of an offset. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}
