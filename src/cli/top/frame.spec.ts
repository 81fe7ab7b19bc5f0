import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatusDto } from '#contract';
import { widthOf } from '../render/text-width.js';
import { frame } from './frame.js';
import { SORT_KEYS } from './sort-keys.js';
import { initialState, LOG_VIEWS, type TopState } from './top-state.js';

const NOW = Date.parse('2026-11-23T12:00:00Z');

const RUNNING: StatusDto = {
  name: 'web-1',
  running: true,
  pid: 4711,
  started_at: '2026-11-23T11:00:00Z',
  stopped_at: null,
  exit_code: null,
  exit_signal: null,
  exit_error: null,
  detected_by: 'exec:pid',
  restarts: 2,
  state: 'running',
  next_restart_at: null,
  uptime_seconds: 3600,
  instance_of: 'web',
  adopted: false,
  cpu_percent: 12.34,
  cpu_seconds: 100,
  resident_memory_bytes: 12_500_000,
};
const IDLE = {
  running: false,
  pid: null,
  uptime_seconds: null,
  cpu_percent: null,
  resident_memory_bytes: null,
  instance_of: null,
} as const;
const ROWS: readonly StatusDto[] = [
  RUNNING,
  { ...RUNNING, name: 'web-2', pid: 4712, restarts: 0, cpu_percent: 99.94, adopted: true },
  { ...RUNNING, ...IDLE, name: 'database', state: 'backoff', exit_code: 3, restarts: 41, next_restart_at: '2026-11-23T12:00:08Z' },
  { ...RUNNING, ...IDLE, name: 'importer-of-quarterly-figures', state: 'stopped', exit_signal: 'SIGTERM', restarts: 0 },
];
const STATE: TopState = {
  ...initialState({ address: 'http://127.0.0.1:8080/api', filter: '', sort: 'name', nowMs: NOW }),
  link: { kind: 'up', daemon: { pid: 4700, phase: 'ready', startedAtMs: NOW - 90_000_000 } },
  rows: ROWS,
  selected: 'database',
  log: [
    { stream: 'stdout', line: 'connecting to 10.0.0.7' },
    { stream: 'stderr', line: 'no route\tto \u001B[31mhost\u001B[0m' },
  ],
};

/** Without the blanks at the end of the screen's lines. */
function shown(columns: number, rows: number, state: Partial<TopState> = {}): string[] {
  return frame({ columns, rows, hasColour: false }, { ...STATE, ...state }).map((line) => line.trimEnd());
}

describe('the screen of top', () => {
  it('on a terminal of 80 columns and 24 lines', () => {
    expect(shown(80, 24)).toEqual([
      'provisr  http://127.0.0.1:8080/api  ready  pid 4700  up 1d1h',
      '4 processes  2 running  1 backoff  1 stopped  cpu 112.3%  memory 23.8MiB',
      '  NAME▾                   STATE         PID    CPU%    MEMORY   UPTIME  RESTARTS',
      '▸ database                backoff         -       -         -        -        41',
      '  importer-of…ly-figures  stopped         -       -         -        -         0',
      '  web-1                   running      4711    12.3   11.9MiB       1h         2',
      '  web-2                   running      4712    99.9   11.9MiB       1h         0',
      '── database · log · exit code 3, next in 8s ────────────────────────────────────',
      'connecting to 10.0.0.7',
      'no route to host',
      ...Array.from({ length: 13 }, () => ''),
      'q quit  ↑↓ select  s start  x stop  r restart  / filter  ←→ sort  i invert',
    ]);
  });

  it('on a wide one with what explains each state, on a narrow one without what matters less', () => {
    expect(shown(130, 8).slice(2, 7)).toEqual([
      '  NAME▾                          STATE         PID    CPU%    MEMORY   UPTIME  RESTARTS  NOTE',
      '▸ database                       backoff         -       -         -        -        41  exit code 3, next in 8s',
      '  importer-of-quarterly-figures  stopped         -       -         -        -         0  killed by SIGTERM',
      '  web-1                          running      4711    12.3   11.9MiB       1h         2',
      '  web-2                          running      4712    99.9   11.9MiB       1h         0  adopted',
    ]);
    expect(shown(44, 14)).toEqual([
      'provisr  http://127.0.0.1:8080/api  ready',
      '4 processes  2 running  1 backoff  1 stopped',
      '  NAME▾           STATE       CPU%    MEMORY',
      '▸ database        backoff        -         -',
      '  importe…igures  stopped        -         -',
      '  web-1           running     12.3   11.9MiB',
      '  web-2           running     99.9   11.9MiB',
      '── database · log · exit code 3, next in 8s',
      'connecting to 10.0.0.7',
      'no route to host',
      '',
      '',
      '',
      'q quit  ↑↓ select  s start  x stop  / filter',
    ]);
  });

  it('keeps the selected row in sight and the heading above it', () => {
    const rows = Array.from({ length: 300 }, (_, at) => ({ ...RUNNING, name: `worker-${at + 1}` }));
    expect(shown(60, 12, { rows, selected: 'worker-150' }).slice(2, 8)).toEqual([
      '  NAME▾                 STATE       CPU%    MEMORY  RESTARTS',
      '  worker-148            running     12.3   11.9MiB         2',
      '  worker-149            running     12.3   11.9MiB         2',
      '▸ worker-150            running     12.3   11.9MiB         2',
      '  worker-151            running     12.3   11.9MiB         2',
      '── worker-150 · log ────────────────────────────────────────',
    ]);
  });

  it('asks before it ends something, shows what is typed, and then what came of it', () => {
    const bottom = (state: Partial<TopState>): string | undefined => shown(80, 24, state).at(-1);
    expect(bottom({ mode: { kind: 'confirm', deed: 'stop', name: 'web-1' } })).toBe('stop web-1? y = yes, any other key = no');
    expect(bottom({ mode: { kind: 'filter', before: '' }, filter: 'web-*' })).toBe('show names with: web-*▏  Enter = keep, Esc = undo');
    expect(bottom({ notice: { text: 'web-1 stopped', tone: 'good', untilMs: NOW + 1 } })).toBe('web-1 stopped');
    expect(bottom({ notice: { text: 'web-1 stopped', tone: 'good', untilMs: NOW }, filter: 'web' })).toMatch(
      /^filter: web \(Esc shows all\) {2}q quit/,
    );
  });

  it('says that the daemon is away, for how long and why, and goes on showing what it knew', () => {
    const lines = shown(80, 24, { link: { kind: 'lost', sinceMs: NOW - 12_000, reason: 'daemon not reachable (connection refused)' } });
    expect(lines[0]).toBe('provisr  http://127.0.0.1:8080/api  no connection for 12s');
    expect(lines[5]).toContain('web-1');
    expect(lines.at(-1)).toBe('looking for the daemon: daemon not reachable (connection refused)');
  });

  it('says why there is nothing to see', () => {
    expect(shown(80, 24, { rows: [], selected: null })[3]).toBe('  no processes');
    expect(shown(80, 24, { filter: 'nobody', selected: null })[3]).toBe('  no name matches the filter');
    expect(shown(80, 24, { log: [] })[8]).toBe('nothing written yet');
    expect(shown(80, 24, { logView: 'off' }).slice(7, 23)).toEqual(Array.from({ length: 16 }, () => ''));
  });

  it('explains every key', () => {
    const text = shown(80, 24, { mode: { kind: 'help' } }).join('\n');
    for (const key of ['s ', 'x ', 'r ', '/ ', 'Esc', '← →', 'i ', 'l ', 'q ']) expect(text).toContain(`\n  ${key}`);
  });

  it('has colours only where they are wanted, and says the same without', () => {
    const coloured = frame({ columns: 100, rows: 24, hasColour: true }, STATE);
    expect(coloured.join('\n')).toContain('\u001B[33m');
    expect(coloured.map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(shown(100, 24));
    expect(frame({ columns: 100, rows: 24, hasColour: false }, STATE).join('')).not.toContain('\u001B');
  });

  it('always fits the terminal, whatever it shows', () => {
    const modes: readonly TopState['mode'][] = [{ kind: 'browse' }, { kind: 'help' }, { kind: 'filter', before: '' }];
    const name = fc.stringMatching(/^[a-z0-9.-]{1,60}$/);
    const state = fc.record({
      sort: fc.constantFrom(...SORT_KEYS),
      logView: fc.constantFrom(...LOG_VIEWS),
      mode: fc.constantFrom(...modes),
      rows: fc.array(name.map((text) => ({ ...RUNNING, name: text }))),
      log: fc.array(fc.record({ stream: fc.constant('stdout' as const), line: fc.string({ maxLength: 200 }) })),
      hasColour: fc.boolean(),
      isReversed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 250 }), fc.integer({ min: 4, max: 80 }), state, (columns, rows, { hasColour, ...parts }) => {
        const lines = frame({ columns, rows, hasColour }, { ...STATE, ...parts, selected: parts.rows[0]?.name ?? null });
        expect(lines).toHaveLength(rows);
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
