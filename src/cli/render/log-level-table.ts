import type { LogLevelsDto } from '#contract';
import { LOG_AREAS, type LogArea } from '#contract/log-areas';
import type { Io } from '../terminal/io.js';
import { paint } from './colour.js';
import { type Column, renderTable } from './table.js';

interface Row {
  readonly area: LogArea | 'all';
  readonly level: string;
  readonly isChanged: boolean;
}

const COLUMNS: readonly Column<Row>[] = [
  { heading: 'AREA', cell: ({ area }) => area },
  { heading: 'LEVEL', cell: ({ level, isChanged }, io) => (isChanged ? paint(io, 'busy', level) : level) },
  { heading: 'SET', cell: ({ isChanged }, io) => (isChanged ? 'at run time' : paint(io, 'dim', '-')), rank: 2 },
  { heading: 'TELLS', cell: ({ area }, io) => paint(io, 'dim', tellsOf(area)), rank: 1 },
];

/** The level of each area, or of one. */
export function renderLogLevels(io: Io, { level, areas, changed }: LogLevelsDto, only: LogArea | null): string {
  const rowOf = (area: LogArea): Row => ({ area, level: areas[area], isChanged: changed.includes(area) });
  if (only !== null) return renderTable(io, COLUMNS, [rowOf(only)]);
  const all: Row = { area: 'all', level, isChanged: changed.includes('all') };
  return renderTable(io, COLUMNS, [all, ...(Object.keys(areas) as LogArea[]).map(rowOf)]);
}

function tellsOf(area: Row['area']): string {
  return area === 'all' ? 'areas that have no level of their own' : LOG_AREAS[area];
}
