import { paint } from '../render/colour.js';
import { bottomLine } from './bottom-line.js';
import { headerPane } from './header-pane.js';
import { helpPane } from './help-pane.js';
import { logPane } from './log-pane.js';
import { tablePane } from './table-pane.js';
import type { TopState } from './top-state.js';
import type { View } from './view.js';
import { visibleRows } from './visible-rows.js';

/** A title and this many lines of log, or none at all. */
const SHORTEST_LOG = 4;
/** Beside it the table gets what it needs, but not more than this share of the screen. */
const MOST_OF_TABLE = 0.6;
const HEADING_ROWS = 1;

/** The whole screen: exactly as many lines as it has, none wider than it is. */
export function frame(view: View, state: TopState): string[] {
  const header = headerPane(view, state);
  const room = Math.max(0, view.rows - header.length - 1);
  const body = state.mode.kind === 'help' ? helpPane(view, room) : processes(view, state, room);
  const lines = [...header, ...body].slice(0, view.rows - 1);
  const filling = Array.from({ length: Math.max(0, view.rows - 1 - lines.length) }, () => '');
  return [...lines, ...filling, bottomLine(view, state)];
}

function processes(view: View, state: TopState, room: number): string[] {
  const rows = visibleRows(state);
  const selected = rows.find(({ name }) => name === state.selected);
  const hasLog = state.logView !== 'off' && room >= HEADING_ROWS + 1 + SHORTEST_LOG;
  const needed = HEADING_ROWS + Math.max(1, rows.length);
  const height = hasLog ? Math.min(needed, Math.max(HEADING_ROWS + 1, Math.floor(room * MOST_OF_TABLE))) : room;
  const table = tablePane(view, state, rows, height);
  if (rows.length === 0) table.push(paint(view, 'dim', state.rows.length === 0 ? '  no processes' : '  no name matches the filter'));
  return hasLog ? [...table, ...logPane(view, state, selected, room - table.length)] : table;
}
