import type { StatusDto } from '#contract';
import { formatAge } from '../render/age.js';
import { formatBytes } from '../render/bytes.js';
import { paint, type Tone } from '../render/colour.js';
import { TONES } from '../render/status-table.js';
import { cutEnd, cutMiddle } from '../render/text-width.js';
import { explanationOf } from './explanation.js';
import type { SortKey } from './sort-keys.js';
import type { TopState } from './top-state.js';
import type { View } from './view.js';

/** One column: cells of a fixed width, so that nothing jumps when a figure changes. */
interface Column {
  readonly key: SortKey;
  readonly heading: string;
  readonly width: number;
  readonly cell: (row: StatusDto) => string;
  readonly tone: (row: StatusDto) => Tone | null;
  readonly alignRight?: true;
  /** Left out where the terminal is too narrow for all: the lowest first. */
  readonly rank?: number;
}

const MUCH_CPU_PERCENT = 90;
const plain = (): null => null;

const COLUMNS: readonly Column[] = [
  { key: 'state', heading: 'STATE', width: 8, cell: (row) => row.state, tone: (row) => TONES[row.state] ?? 'strong' },
  { key: 'pid', heading: 'PID', width: 7, cell: (row) => known(row.pid, String), tone: plain, alignRight: true, rank: 1 },
  {
    key: 'cpu',
    heading: 'CPU%',
    width: 6,
    cell: (row) => known(row.cpu_percent, (percent) => percent.toFixed(1)),
    tone: (row) => ((row.cpu_percent ?? 0) >= MUCH_CPU_PERCENT ? 'busy' : null),
    alignRight: true,
    rank: 5,
  },
  {
    key: 'memory',
    heading: 'MEMORY',
    width: 8,
    cell: (row) => known(row.resident_memory_bytes, formatBytes),
    tone: plain,
    alignRight: true,
    rank: 4,
  },
  {
    key: 'uptime',
    heading: 'UPTIME',
    width: 7,
    cell: (row) => known(row.uptime_seconds, formatAge),
    tone: plain,
    alignRight: true,
    rank: 2,
  },
  {
    key: 'restarts',
    heading: 'RESTARTS',
    width: 8,
    cell: (row) => String(row.restarts),
    tone: (row) => (row.restarts === 0 ? 'dim' : null),
    alignRight: true,
    rank: 3,
  },
];

const GAP = '  ';
const MARK_WIDTH = 2;
const SHORTEST_NAME = 12;
const SHORTEST_NOTE = 16;

/** What fits: how wide names are, which columns there are, how much is left for a note (0 = none). */
interface Layout {
  readonly name: number;
  readonly columns: readonly Column[];
  readonly note: number;
}

/** The heading and as many rows as there is room for, the selected one among them. */
export function tablePane(view: View, state: TopState, rows: readonly StatusDto[], height: number): string[] {
  const layout = layoutFor(view.columns, rows);
  const selectedAt = rows.findIndex(({ name }) => name === state.selected);
  const room = height - 1;
  const first = Math.max(0, Math.min(selectedAt - Math.floor(room / 2), rows.length - room));
  const shown = rows.slice(first, first + room).map((row) => line(view, state, layout, row));
  return [heading(view, state, layout), ...shown];
}

function layoutFor(width: number, rows: readonly StatusDto[]): Layout {
  const longest = Math.max(SHORTEST_NAME, ...rows.map(({ name }) => name.length));
  let columns = COLUMNS;
  const left = (): number => width - MARK_WIDTH - columns.reduce((sum, column) => sum + GAP.length + column.width, 0);
  while (left() < SHORTEST_NAME && columns.some(({ rank }) => rank !== undefined)) {
    const lowest = Math.min(...columns.map(({ rank }) => rank ?? Number.POSITIVE_INFINITY));
    columns = columns.filter(({ rank }) => rank !== lowest);
  }
  const name = Math.max(1, Math.min(longest, left()));
  const note = left() - name - GAP.length;
  return note < SHORTEST_NOTE ? { name: Math.max(1, left()), columns, note: 0 } : { name, columns, note };
}

function heading(view: View, { sort, isReversed }: TopState, { name, columns, note }: Layout): string {
  const titleOf = (key: SortKey, text: string): string => (key === sort ? `${text}${isReversed ? '▴' : '▾'}` : text);
  const cells = [
    padded(titleOf('name', 'NAME'), name, false),
    ...columns.map((column) => padded(titleOf(column.key, column.heading), column.width, column.alignRight === true)),
    ...(note === 0 ? [] : ['NOTE']),
  ];
  return paint(view, 'strong', `${' '.repeat(MARK_WIDTH)}${cells.join(GAP)}`.trimEnd());
}

function line(view: View, { selected, nowMs }: TopState, { name, columns, note }: Layout, row: StatusDto): string {
  const isSelected = row.name === selected;
  // The bar of the selected row has one colour throughout.
  const coloured = (tone: Tone | null, text: string): string => (tone === null || isSelected ? text : paint(view, tone, text));
  const cells = [
    padded(cutMiddle(row.name, name), name, false),
    ...columns.map((column) => {
      const text = column.cell(row);
      return coloured(text === '-' ? 'dim' : column.tone(row), padded(text, column.width, column.alignRight === true));
    }),
    ...(note === 0 ? [] : [coloured(isInTrouble(row) ? null : 'dim', cutEnd(explanationOf(row, nowMs), note))]),
  ];
  const text = cells.join(GAP);
  return isSelected ? paint(view, 'selected', bar(view, `▸ ${text}`)) : `  ${text}`.trimEnd();
}

/** As wide as the screen where it is seen. */
function bar(view: View, text: string): string {
  return view.hasColour ? text.padEnd(view.columns) : text.trimEnd();
}

function isInTrouble({ state }: StatusDto): boolean {
  return state === 'failed' || state === 'backoff';
}

function padded(text: string, width: number, alignRight: boolean): string {
  const cut = cutEnd(text, width);
  return alignRight ? cut.padStart(width) : cut.padEnd(width);
}

function known<Value>(value: Value | null | undefined, format: (value: Value) => string): string {
  return value === null || value === undefined ? '-' : format(value);
}
