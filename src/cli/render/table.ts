import { stripVTControlCharacters } from 'node:util';
import type { Io } from '../terminal/io.js';
import { paint } from './colour.js';

/** One column: its heading and how a row's cell reads. */
export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row, io: Io) => string;
  /** Numbers stand to the right. */
  readonly alignRight?: boolean;
}

const GAP = '  ';

/** Rows in columns as wide as their widest cell. Names are ASCII by rule, so a character is a column. */
export function renderTable<Row>(io: Io, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map((column) => column.cell(row, io)));
  const widths = columns.map((column, at) => Math.max(column.heading.length, ...cells.map((line) => widthOf(line[at] ?? ''))));
  const lineOf = (line: readonly string[]): string =>
    line
      .map((cell, at) => pad(cell, widths[at] ?? 0, columns[at]?.alignRight === true))
      .join(GAP)
      .trimEnd();
  const heading = lineOf(columns.map((column) => column.heading));
  return [paint(io, 'strong', heading), ...cells.map(lineOf)].map((line) => `${line}\n`).join('');
}

function pad(cell: string, width: number, alignRight: boolean): string {
  const filling = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return alignRight ? filling + cell : cell + filling;
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
