import { dirname } from 'node:path';
import { asWritten, type ConfigProblem, type FieldProblem, newNotes, type Notes, plainData, pointerTokens } from '#contract';
import { readSource } from './source/read-source.js';
import { BUILT_IN_FORMATS, type SourceFormats } from './source/source-formats.js';
import { type SourceFile, SyntaxProblem } from './source/source-file.js';

/** A file that was read and brought into today's form, together with everything that was found in it. */
export class Draft {
  readonly file: string;
  /** What the file holds, in today's form. */
  readonly data: unknown;
  readonly problems: ConfigProblem[] = [];
  readonly warnings: ConfigProblem[] = [];
  readonly #source: SourceFile | null;
  readonly #notes: Notes;

  private constructor(file: string, source: SourceFile | null, data: unknown, notes: Notes) {
    this.file = file;
    this.data = data;
    this.#source = source;
    this.#notes = notes;
  }

  /**
   * Reads and parses a file and renames its old keys. Never rejects: a file that cannot be read or parsed is a draft with one
   * problem.
   *
   * @param normalise turns parsed data into today's form
   * @param formats what it may be read by. @default what there is without plugins
   */
  static async open(
    file: string,
    normalise: (data: unknown, notes: Notes) => unknown,
    formats: SourceFormats = BUILT_IN_FORMATS,
  ): Promise<Draft> {
    const notes = newNotes();
    try {
      const source = await readSource(file, formats);
      const { data, problems } = plainData(source.data);
      const draft = new Draft(file, source, problems.length > 0 ? null : normalise(data, notes), notes);
      draft.#note(problems, notes);
      return draft;
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      const draft = new Draft(file, null, null, notes);
      draft.problems.push({ file, line: null, column: null, ...error.position, pointer: '', message: error.message });
      return draft;
    }
  }

  /** The same for data that no file holds. @param file the name under which its problems are told */
  static of(file: string, written: unknown, normalise: (data: unknown, notes: Notes) => unknown): Draft {
    const notes = newNotes();
    const { data, problems } = plainData(written);
    const draft = new Draft(file, null, problems.length > 0 ? null : normalise(data, notes), notes);
    draft.#note(problems, notes);
    return draft;
  }

  /** Stands for a file that is not there and need not be. */
  static empty(file: string): Draft {
    return new Draft(file, null, {}, newNotes());
  }

  /** Whether there is nothing to go on with: it could not even be parsed. */
  get isUnreadable(): boolean {
    return this.data === null && this.problems.length > 0;
  }

  get directory(): string {
    return dirname(this.file);
  }

  /** Notes problems of today's form under the places where their author wrote them. */
  report(problems: readonly (FieldProblem & { readonly written?: boolean })[], prefix = ''): void {
    for (const { written, ...problem } of problems) {
      const pointer = prefix + problem.pointer;
      this.problems.push(this.#place(problem, written === true ? pointer : asWritten(pointer, this.#notes.moves)));
    }
  }

  /** Notes something that is accepted, but worth a look. */
  warn(pointer: string, message: string): void {
    this.warnings.push(this.#place({ pointer, message }, asWritten(pointer, this.#notes.moves)));
  }

  /** Where a key of today's form stands. */
  place(pointer: string): { readonly line: number | null; readonly column: number | null } {
    return this.#position(asWritten(pointer, this.#notes.moves));
  }

  #note(problems: readonly FieldProblem[], notes: Notes): void {
    this.report([...problems, ...notes.problems].map((problem) => ({ ...problem, written: true })));
    this.warnings.push(...notes.warnings.map((warning) => this.#place(warning, warning.pointer)));
  }

  #place(problem: FieldProblem, pointer: string): ConfigProblem {
    return { file: this.file, ...this.#position(pointer), ...problem, pointer };
  }

  #position(pointer: string): { readonly line: number | null; readonly column: number | null } {
    return this.#source?.locate(pointerTokens(pointer)) ?? { line: null, column: null };
  }
}
