import type { StatusDto } from '#contract';
import type { Io } from '../terminal/io.js';
import { formatAge } from './age.js';
import { formatBytes } from './bytes.js';
import { paint, type Tone } from './colour.js';
import { type Column, type Notes, renderTable } from './table.js';

/** The tones of the states. */
export const TONES: Readonly<Record<StatusDto['state'], Tone>> = {
  running: 'good',
  starting: 'busy',
  stopping: 'busy',
  backoff: 'busy',
  failed: 'bad',
  stopped: 'dim',
};

const SHORTEST_NAME = 12;
/** So much of one processor is worth a second look. */
const MUCH_CPU_PERCENT = 90;

const WHO: readonly Column<StatusDto>[] = [
  { heading: 'NAME', cell: (row) => row.name, shrinksTo: SHORTEST_NAME },
  { heading: 'STATE', cell: (row, io) => paint(io, TONES[row.state] ?? 'strong', row.state) },
  { heading: 'PID', cell: (row, io) => known(io, row.pid, String), alignRight: true, rank: 2 },
  { heading: 'UPTIME', cell: (row, io) => known(io, row.uptime_seconds, formatAge), alignRight: true, rank: 4 },
];

const USAGE: readonly Column<StatusDto>[] = [
  { heading: 'CPU', cell: (row, io) => known(io, row.cpu_percent, (percent) => cpu(io, percent)), alignRight: true, rank: 5 },
  { heading: 'MEMORY', cell: (row, io) => known(io, row.resident_memory_bytes, formatBytes), alignRight: true, rank: 3 },
];

const RESTARTS: readonly Column<StatusDto>[] = [
  {
    heading: 'RESTARTS',
    cell: (row, io) => (row.restarts === 0 ? paint(io, 'dim', '0') : String(row.restarts)),
    alignRight: true,
    rank: 1,
  },
  { heading: 'NEXT', cell: (row, io) => known(io, row.next_restart_at, (at) => untilText(at, Date.now())), alignRight: true, rank: 6 },
];

const NOTES: Notes<StatusDto> = {
  heading: 'NOTE',
  text: noteOf,
  tone: (row) => (isInTrouble(row) ? null : 'dim'),
  isImportant: isInTrouble,
};

/** Processes as a table; a sentence when there are none. What they use is shown where it was asked for. */
export function renderStatuses(io: Io, rows: readonly StatusDto[]): string {
  if (rows.length === 0) return 'no processes\n';
  const usage = rows.some((row) => row.cpu_percent !== undefined) ? USAGE : [];
  return renderTable(io, [...WHO, ...usage, ...RESTARTS], rows, NOTES);
}

function isInTrouble({ state }: StatusDto): boolean {
  return state === 'failed' || state === 'backoff';
}

/** What explains the state: how the last run ended, that it was adopted; `null` when nothing does. */
export function noteOf(row: StatusDto): string | null {
  if (row.running) return row.adopted ? 'adopted' : null;
  if (row.exit_signal !== null) return `killed by ${row.exit_signal}`;
  return row.exit_code === null ? row.exit_error : `exit code ${row.exit_code}`;
}

/** @param nowMs milliseconds since the epoch */
export function untilText(moment: string, nowMs: number): string {
  const seconds = Math.ceil((Date.parse(moment) - nowMs) / 1000);
  return seconds <= 0 ? 'now' : `in ${formatAge(seconds)}`;
}

function cpu(io: Io, percent: number): string {
  const text = `${percent.toFixed(percent < 100 ? 1 : 0)}%`;
  return percent >= MUCH_CPU_PERCENT ? paint(io, 'busy', text) : text;
}

function known<Value>(io: Io, value: Value | null | undefined, format: (value: Value) => string): string {
  return value === null || value === undefined ? paint(io, 'dim', '-') : format(value);
}
