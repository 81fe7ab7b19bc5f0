import type { Io } from '../terminal/io.js';
import { paint, type Tone } from './colour.js';
import { cutEnd, cutMiddle, printable, widthOf } from './text-width.js';

/** One column: its heading and how a row's cell reads. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row, io: Io) => string;
  /** Numbers stand to the right. */
  readonly alignRight?: boolean;
  /** On a narrow terminal its cells are cut in the middle, down to so many characters. They have no colours. */
  readonly shrinksTo?: number;
  /** Left out where the terminal is too narrow for all: the lowest first. Columns without it stay. */
  readonly rank?: number;
}

/** What there is to say of a row beside its cells; `null` = nothing. */
export interface Notes<Row> {
  readonly heading: string;
  readonly text: (row: Row) => string | null;
  readonly tone: (row: Row) => Tone | null;
  /** Whether it is worth a line of its own where there is no room beside the row. */
  readonly isImportant: (row: Row) => boolean;
}

const GAP = '  ';
const BELOW = '  └ ';

/** Names cut to less are hard to tell apart: before that, the notes make room. */
const COMFORTABLE_CELL = 24;

/**
 * Rows in columns as wide as their widest cell. On a terminal no line is longer than that is wide: long cells are cut a little, notes go
 * below their rows where there is no room beside them, then cells are cut more, then columns left out. Elsewhere all is printed in full.
 */
export function renderTable<Row>(io: Io, columns: readonly Column<Row>[], rows: readonly Row[], notes: Notes<Row> | null = null): string {
  const texts = new Map(rows.map((row) => [row, printable(notes?.text(row) ?? '')]));
  const beside = notes === null ? columns : [...columns, noteColumn(notes, texts)];
  if (io.columns === null) return joined(io, layOut(io, beside, rows));
  const whole = narrowed(io, beside, rows, COMFORTABLE_CELL);
  if (whole !== null || notes === null) return joined(io, whole ?? fitted(io, columns, rows));
  return joined(
    io,
    fitted(io, columns, rows),
    rows.map((row) => (notes.isImportant(row) ? noteBelow(io, texts.get(row) ?? '', notes.tone(row)) : '')),
  );
}

function noteColumn<Row>(notes: Notes<Row>, texts: ReadonlyMap<Row, string>): Column<Row> {
  return { heading: notes.heading, cell: (row, io) => toned(io, texts.get(row) ?? '', notes.tone(row)) };
}

/** Empty where there is nothing to say. */
function noteBelow(io: Io, text: string, tone: Tone | null): string {
  if (text === '') return '';
  return paint(io, 'dim', BELOW) + toned(io, cutEnd(text, (io.columns ?? 0) - BELOW.length), tone);
}

function toned(io: Io, text: string, tone: Tone | null): string {
  return tone === null ? text : paint(io, tone, text);
}

/** Heading and rows, a line each. */
function joined(io: Io, [heading = '', ...lines]: readonly string[], below: readonly string[] = []): string {
  const body = lines.flatMap((line, at) => [line, below[at] ?? '']).filter((line) => line !== '');
  return [paint(io, 'strong', heading), ...body].map((line) => `${line}\n`).join('');
}

/** Cuts and leaves out until it fits, or nothing is left to give up. */
function fitted<Row>(io: Io, columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const lines = narrowed(io, columns, rows, 0);
  if (lines !== null) return lines;
  const [dropped] = columns.filter(({ rank }) => rank !== undefined).toSorted((left, right) => (left.rank ?? 0) - (right.rank ?? 0));
  if (dropped !== undefined)
    return fitted(
      io,
      columns.filter((column) => column !== dropped),
      rows,
    );
  return layOut(
    io,
    columns.map((column) => cut(column, column.shrinksTo ?? null)),
    rows,
  );
}

/** With the cells that may be cut no wider than there is room for; `null` where that would be less than `least`, or than they shrink to. */
function narrowed<Row>(io: Io, columns: readonly Column<Row>[], rows: readonly Row[], least: number): string[] | null {
  const lines = layOut(io, columns, rows);
  const excess = Math.max(...lines.map(widthOf)) - (io.columns ?? 0);
  if (excess <= 0) return lines;
  const flexible = columns.find(({ shrinksTo }) => shrinksTo !== undefined);
  if (flexible === undefined) return null;
  const width = Math.max(...rows.map((row) => flexible.cell(row, io).length)) - excess;
  if (width < Math.max(least, flexible.shrinksTo ?? 0)) return null;
  return layOut(
    io,
    columns.map((column) => cut(column, column === flexible ? width : null)),
    rows,
  );
}

function cut<Row>(column: Column<Row>, width: number | null): Column<Row> {
  return width === null ? column : { ...column, cell: (row, io) => cutMiddle(column.cell(row, io), width) };
}

function layOut<Row>(io: Io, columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = rows.map((row) => columns.map((column) => column.cell(row, io)));
  const widths = columns.map((column, at) => Math.max(column.heading.length, ...cells.map((line) => widthOf(line[at] ?? ''))));
  const lineOf = (line: readonly string[]): string =>
    line
      .map((cell, at) => pad(cell, widths[at] ?? 0, columns[at]?.alignRight === true))
      .join(GAP)
      .trimEnd();
  return [lineOf(columns.map((column) => column.heading)), ...cells.map(lineOf)];
}

function pad(cell: string, width: number, alignRight: boolean): string {
  const filling = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return alignRight ? filling + cell : cell + filling;
}
