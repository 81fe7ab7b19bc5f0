import type { PluginStatusDto } from '#contract';
import type { Io } from '../terminal/io.js';
import { paint } from './colour.js';
import { type Column, renderTable } from './table.js';

const COLUMNS: readonly Column<PluginStatusDto>[] = [
  { heading: 'NAME', cell: ({ name }) => name },
  { heading: 'VERSION', cell: ({ version }, io) => version ?? paint(io, 'dim', '-') },
  { heading: 'STATUS', cell: ({ status }, io) => (status === 'ok' ? status : paint(io, 'bad', status)) },
  { heading: 'BRINGS', cell: ({ kinds }, io) => (kinds.length === 0 ? paint(io, 'dim', '-') : kinds.join(', ')), rank: 2 },
  // What is wrong may be a listing: its first line says it.
  { heading: 'REASON', cell: ({ reason }, io) => reason?.split('\n', 1)[0] ?? paint(io, 'dim', '-'), rank: 1 },
];

/** The plugins of a daemon, as loaded or as they failed. */
export function renderPlugins(io: Io, plugins: readonly PluginStatusDto[]): string {
  return plugins.length === 0 ? 'no plugins\n' : renderTable(io, COLUMNS, plugins);
}
