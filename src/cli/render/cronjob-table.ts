import type { CronjobStatusDto, CronRunDto } from '#contract';
import type { Io } from '../terminal/io.js';
import { formatAge } from './age.js';
import { paint, type Tone } from './colour.js';
import { formatMoment } from './moment.js';
import { type Column, renderTable } from './table.js';

const TONES: Readonly<Record<NonNullable<CronRunDto['result']>, Tone>> = {
  succeeded: 'good',
  failed: 'bad',
  stopped: 'busy',
  skipped: 'dim',
  unknown: 'busy',
};

const CRONJOBS: readonly Column<CronjobStatusDto>[] = [
  { heading: 'NAME', cell: (job) => job.name },
  { heading: 'SCHEDULE', cell: (job) => [job.schedule, job.time_zone].filter((part) => part !== null).join(' ') },
  { heading: 'NEXT RUN', cell: (job, io) => nextRun(job, io) },
  { heading: 'IN', cell: (job) => (job.next_run_at === null ? '-' : untilNow(job.next_run_at)), alignRight: true },
  { heading: 'LAST RUN', cell: (job) => (job.last_run?.started_at ? formatMoment(job.last_run.started_at) : '-') },
  { heading: 'RESULT', cell: (job, io) => (job.last_run === null ? '-' : resultOf(job.last_run, io)) },
];

const RUNS: readonly Column<CronRunDto>[] = [
  { heading: 'DUE', cell: (run) => formatMoment(run.due_at) },
  { heading: 'TRIGGER', cell: (run) => run.trigger },
  { heading: 'PROCESS', cell: (run) => run.process ?? '-' },
  { heading: 'TOOK', cell: (run) => (run.duration_seconds === null ? '-' : formatSeconds(run.duration_seconds)), alignRight: true },
  { heading: 'RESULT', cell: resultOf },
  { heading: 'NOTE', cell: (run, io) => paint(io, 'dim', noteOf(run)) },
];

/** Cronjobs with their next runs as a table; a sentence when there are none. */
export function renderCronjobs(io: Io, jobs: readonly CronjobStatusDto[]): string {
  return jobs.length === 0 ? 'no cronjobs\n' : renderTable(io, CRONJOBS, jobs);
}

/** Past runs as a table; a sentence when there are none. */
export function renderRuns(io: Io, runs: readonly CronRunDto[]): string {
  return runs.length === 0 ? 'no runs yet\n' : renderTable(io, RUNS, runs);
}

/** One run that ended, or ticks that were skipped, on a line. */
export function renderRunLine(io: Io, name: string, run: CronRunDto): string {
  const took = run.duration_seconds === null ? '' : ` after ${formatSeconds(run.duration_seconds)}`;
  const note = noteOf(run);
  return `${formatMoment(run.ended_at ?? run.due_at)}  ${name}  ${resultOf(run, io)}${took}${note === '' ? '' : `: ${note}`}\n`;
}

function nextRun({ next_run_at: at, suspended }: CronjobStatusDto, io: Io): string {
  if (suspended) return paint(io, 'busy', 'suspended');
  return at === null ? 'never' : formatMoment(at);
}

function untilNow(time: string): string {
  return formatAge((Date.parse(time) - Date.now()) / 1000);
}

function resultOf({ result }: CronRunDto, io: Io): string {
  return result === null ? paint(io, 'busy', 'running') : paint(io, TONES[result] ?? 'strong', result);
}

function noteOf(run: CronRunDto): string {
  const exit = run.exit_signal === null ? exitCode(run) : `killed by ${run.exit_signal}`;
  const ticks = run.ticks > 1 ? `${run.ticks} ticks` : null;
  return [exit, ticks, run.reason].filter((part) => part !== null).join(', ');
}

/** An exit code that is as expected says nothing. */
function exitCode({ exit_code: code, result }: CronRunDto): string | null {
  return code === null || (code === 0 && result === 'succeeded') ? null : `exit code ${code}`;
}

function formatSeconds(seconds: number): string {
  return seconds < 60 ? `${seconds.toFixed(1)}s` : formatAge(seconds);
}
