import type { StatusDto } from '#contract';
import type { Io } from '../terminal/io.js';
import { formatAge } from './age.js';
import { paint, type Tone } from './colour.js';
import { renderTable, type Column } from './table.js';

const TONES: Readonly<Record<StatusDto['state'], Tone>> = {
  running: 'good',
  starting: 'busy',
  stopping: 'busy',
  backoff: 'busy',
  failed: 'bad',
  stopped: 'dim',
};

const COLUMNS: readonly Column<StatusDto>[] = [
  { heading: 'NAME', cell: (row) => row.name },
  { heading: 'STATE', cell: (row, io) => paint(io, TONES[row.state] ?? 'strong', row.state) },
  { heading: 'PID', cell: (row) => (row.pid === null ? '-' : String(row.pid)), alignRight: true },
  { heading: 'UPTIME', cell: (row) => (row.uptime_seconds === null ? '-' : formatAge(row.uptime_seconds)), alignRight: true },
  { heading: 'RESTARTS', cell: (row) => String(row.restarts), alignRight: true },
  { heading: 'NOTE', cell: (row, io) => paint(io, 'dim', noteOf(row, Date.now())) },
];

/** Processes as a table; a sentence when there are none. */
export function renderStatuses(io: Io, rows: readonly StatusDto[]): string {
  return rows.length === 0 ? 'no processes\n' : renderTable(io, COLUMNS, rows);
}

/**
 * What explains the state: the next restart, how the last run ended, where it was adopted.
 * @param nowMs milliseconds since the epoch
 */
export function noteOf(row: StatusDto, nowMs: number): string {
  const parts: string[] = [];
  if (row.next_restart_at !== null) parts.push(`restart in ${formatAge((Date.parse(row.next_restart_at) - nowMs) / 1000)}`);
  if (!row.running) parts.push(...lastExit(row));
  if (row.running && row.adopted) parts.push('adopted');
  return parts.join(', ');
}

function lastExit(row: StatusDto): string[] {
  if (row.exit_signal !== null) return [`killed by ${row.exit_signal}`];
  if (row.exit_code !== null) return [`exit code ${row.exit_code}`];
  return row.exit_error === null ? [] : [row.exit_error];
}
