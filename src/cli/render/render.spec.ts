import { describe, expect, it } from 'vitest';
import type { StatusDto } from '#contract';
import { ProvisrError } from '#core/errors';
import type { Io } from '../terminal/io.js';
import { cutFrame } from '../terminal/cut-frame.js';
import { type LiveScreen, openLiveScreen } from '../terminal/live-screen.js';
import { wantsColour } from '../terminal/process-io.js';
import { formatAge } from './age.js';
import { formatBytes } from './bytes.js';
import { renderChanges } from './changes.js';
import { reportError } from './error-report.js';
import { renderGroup } from './group-table.js';
import { print } from './print.js';
import { renderSummary } from './status-summary.js';
import { noteOf, renderStatuses, untilText } from './status-table.js';

interface Recorded {
  readonly io: Io;
  readonly out: () => string;
  readonly err: () => string;
}

function record(settings: Partial<Io> = {}): Recorded {
  let [out, err] = ['', ''];
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTty: false,
    hasErrTty: false,
    columns: null,
    rows: null,
    hasColour: false,
    format: 'table',
    isVerbose: false,
    env: {},
    cwd: '/',
    interruption: () => new AbortController().signal,
    ...settings,
  };
  return { io, out: () => out, err: () => err };
}

const RUNNING: StatusDto = {
  name: 'web',
  running: true,
  pid: 4711,
  started_at: '2026-01-01T00:00:00Z',
  stopped_at: null,
  exit_code: null,
  exit_signal: null,
  exit_error: null,
  detected_by: 'exec:pid',
  restarts: 2,
  state: 'running',
  next_restart_at: null,
  uptime_seconds: 3723,
  instance_of: null,
  adopted: false,
};

const STOPPED: StatusDto = { ...RUNNING, name: 'off', running: false, pid: null, restarts: 0, state: 'stopped', uptime_seconds: null };

describe('the table of processes', () => {
  it('lines its columns up', () => {
    const crashed = {
      ...RUNNING,
      name: 'worker-10',
      running: false,
      pid: null,
      state: 'failed' as const,
      exit_code: 3,
      uptime_seconds: null,
    };
    expect(renderStatuses(record().io, [RUNNING, crashed])).toBe(
      [
        'NAME       STATE     PID  UPTIME  RESTARTS  NEXT  NOTE',
        'web        running  4711    1h2m         2     -',
        'worker-10  failed      -       -         2     -  exit code 3',
        '',
      ].join('\n'),
    );
  });

  it('lines them up with colours too', () => {
    const plain = renderStatuses(record().io, [RUNNING]);
    const coloured = renderStatuses(record({ hasColour: true }).io, [RUNNING]);
    expect(coloured).toContain('\u001B[32mrunning\u001B[39m');
    // eslint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001B\[\d+m/g, '')).toBe(plain);
  });

  it('says that there are none', () => {
    expect(renderStatuses(record().io, [])).toBe('no processes\n');
  });

  it('shows what they use where that is known', () => {
    const using = { ...RUNNING, cpu_percent: 12.34, cpu_seconds: 1, resident_memory_bytes: 13_000_000 };
    const off = { ...STOPPED, cpu_percent: null, cpu_seconds: null, resident_memory_bytes: null };
    expect(renderStatuses(record().io, [using, off])).toBe(
      [
        'NAME  STATE     PID  UPTIME    CPU   MEMORY  RESTARTS  NEXT  NOTE',
        'web   running  4711    1h2m  12.3%  12.4MiB         2     -',
        'off   stopped     -       -      -        -         0     -',
        '',
      ].join('\n'),
    );
  });

  it('explains the state', () => {
    expect(noteOf({ ...STOPPED, exit_signal: 'SIGKILL' })).toBe('killed by SIGKILL');
    expect(noteOf({ ...RUNNING, adopted: true })).toBe('adopted');
    expect(noteOf(RUNNING)).toBeNull();
    expect(noteOf({ ...STOPPED, exit_error: 'spawn failed: ENOENT' })).toBe('spawn failed: ENOENT');
  });

  it('obeys nothing that is written in an error', () => {
    const evil = { ...STOPPED, exit_error: 'no \u001B[2J"a\u0007\nb"' };
    expect(renderStatuses(record().io, [evil])).toContain('no "a b"\n');
  });

  it.each([
    [5200, 'in 6s'],
    [300, 'in 1s'],
    [0, 'now'],
    [-9000, 'now'],
    [90_000, 'in 1m30s'],
  ])('in %i ms is %s', (leftMs, text) => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(untilText(new Date(now + leftMs).toISOString(), now)).toBe(text);
  });
});

describe('the table on a terminal', () => {
  const LONG = { ...RUNNING, name: 'a-name-that-somebody-thought-was-a-good-idea-in-2019-12' };
  const BROKEN = { ...STOPPED, name: 'broken', state: 'failed' as const, exit_error: 'cannot execute "/no/such/program": no such file' };
  const ROWS = [LONG, BROKEN];
  const at = (columns: number, rows = ROWS): string[] =>
    renderStatuses(record({ isTty: true, columns }).io, rows)
      .trimEnd()
      .split('\n');

  it('is the same as elsewhere where it fits', () => {
    const plain = renderStatuses(record().io, ROWS).trimEnd().split('\n');
    expect(at(Math.max(...plain.map((line) => line.length)))).toEqual(plain);
  });

  it('first cuts names a little, at both ends of the middle', () => {
    expect(at(130)[1]).toMatch(/^a-name-that-somebody-\S*…\S*in-2019-12 /);
    expect(at(130)[2]).toMatch(/^broken .* cannot execute "\/no\/such\/program": no such file$/);
  });

  it('then puts notes below, with nothing where there are none', () => {
    expect(at(80)).toEqual([
      'NAME                                       STATE     PID  UPTIME  RESTARTS  NEXT',
      'a-name-that-somebody…good-idea-in-2019-12  running  4711    1h2m         2     -',
      'broken                                     failed      -       -         0     -',
      '  └ cannot execute "/no/such/program": no such file',
    ]);
  });

  it('gives a line of its own only to what went wrong', () => {
    const lines = at(60, [{ ...LONG, adopted: true }, { ...STOPPED, exit_signal: 'SIGTERM' }, BROKEN]);
    expect(lines.filter((line) => line.startsWith('  └'))).toEqual(['  └ cannot execute "/no/such/program": no such file']);
  });

  it('then leaves columns out, the least telling first', () => {
    expect(at(45)).toEqual([
      'NAME              STATE     PID  UPTIME  NEXT',
      'a-name-t…2019-12  running  4711    1h2m     -',
      'broken            failed      -       -     -',
      '  └ cannot execute "/no/such/program": no su…',
    ]);
    expect(at(20)[0]).toBe('NAME          STATE');
  });

  it('is never wider than the terminal', () => {
    for (let columns = 24; columns < 150; columns += 1)
      for (const line of at(columns)) expect(line.length, line).toBeLessThanOrEqual(columns);
  });

  it('is summed up, with the names of those in trouble', () => {
    const rows = [RUNNING, LONG, BROKEN, STOPPED];
    const tty = (columns: number): string => renderSummary(record({ isTty: true, columns }).io, rows);
    expect(tty(80)).toBe('4 processes: 2 running, 1 failed (broken), 1 stopped\n');
    expect(tty(50)).toBe('4 processes: 2 running, 1 failed, 1 stopped\n');
    expect(renderSummary(record().io, rows)).toBe('');
    expect(renderSummary(record({ isTty: true }).io, [RUNNING])).toBe('');
  });
});

describe('a group', () => {
  it('names the members that have no process', () => {
    const text = renderGroup(record().io, { web: [RUNNING], gone: [] });
    expect(text).toMatch(/^NAME .*\nweb .*\ngone: left out, see 'provisr validate'\n$/);
  });
});

describe('what is watched', () => {
  function screenOf(settings: Partial<Io>): { screen: LiveScreen; out: () => string } {
    const { io, out } = record(settings);
    return { screen: openLiveScreen(io), out };
  }

  it('takes the whole terminal, and gives it back with the last frame on it', () => {
    const { screen, out } = screenOf({ isTty: true, rows: 24 });
    screen.draw('one\ntwo\n');
    screen.draw('three\n');
    screen.close();
    expect(out().replaceAll('\u001B', '^')).toBe('^[?1049h^[?25l^[Hone^[K\ntwo^[K^[J^[Hthree^[K^[J^[?25h^[?1049lthree\n');
  });

  it.each([{ isTty: false }, { isTty: true, format: 'json' as const }])('follows itself with %o', (settings) => {
    const { screen, out } = screenOf(settings);
    screen.draw('one\n');
    screen.draw('two\n');
    screen.close();
    expect(out()).toBe('one\ntwo\n');
  });

  it('of too many lines keeps the first and the last', () => {
    const frame = 'a\nb\nc\nd\ne\nsum\n';
    expect(cutFrame({ rows: 6 }, frame)).toBe('a\nb\nc\nd\ne\nsum');
    expect(cutFrame({ rows: 5 }, frame)).toBe('a\nb\nc\n… 2 more lines\nsum');
    expect(cutFrame({ rows: null }, frame)).toBe('a\nb\nc\nd\ne\nsum');
  });
});

describe('sizes', () => {
  it.each([
    [0, '0B'],
    [1023, '1023B'],
    [1024, '1KiB'],
    [1_800_000, '1.7MiB'],
    [150_000_000, '143MiB'],
    [5_000_000_000, '4.7GiB'],
  ])('%i bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('ages', () => {
  it.each([
    [0, '0s'],
    [59.9, '59s'],
    [60, '1m'],
    [725, '12m5s'],
    [3600, '1h'],
    [90061, '1d1h'],
    [86401, '1d'],
    [-5, '0s'],
  ])('%s seconds are %s', (seconds, text) => expect(formatAge(seconds)).toBe(text));
});

describe('output formats', () => {
  const answer = { ok: true, processes: [] };

  it('json is the body of the API', async () => {
    const { io, out } = record({ format: 'json' });
    await print(io, answer, () => 'text');
    expect(out()).toBe('{"ok":true,"processes":[]}\n');
  });

  it('yaml is the same as YAML', async () => {
    const { io, out } = record({ format: 'yaml' });
    await print(io, answer, () => 'text');
    expect(out()).toBe('ok: true\nprocesses: []\n');
  });
});

describe('the difference a reload made', () => {
  it('is a line for each kind', () => {
    const none = { added: [], removed: [], restarted: [], updated: [], adopted: [] };
    expect(renderChanges(record().io, { ok: true, ...none, added: ['a', 'b'], removed: ['c'], unchanged: ['d'] })).toBe(
      'added     a, b\nremoved   c\n1 unchanged\n',
    );
    expect(renderChanges(record().io, { ok: true, ...none, unchanged: ['d', 'e'] })).toBe('nothing changed, 2 unchanged\n');
  });
});

describe('errors', () => {
  it('are a line and a hint, without a trace', () => {
    const { io, err } = record();
    reportError(io, new ProvisrError('PROVISR_PROCESS_NOT_FOUND', 'no process named "web"', { hint: "'provisr status' lists them" }));
    expect(err()).toBe('error: no process named "web"\nhint: \'provisr status\' lists them\n');
  });

  it('carry what the daemon knows', () => {
    const { io, err } = record();
    reportError(io, new ProvisrError('PROVISR_START_FAILED', 'web did not start', { details: { stderr_tail: ['boom', 'bang'] } }));
    reportError(
      io,
      new ProvisrError('PROVISR_SPEC_INVALID', 'wrong', {
        details: {
          errors: [
            { pointer: '/name', message: 'is missing', suggestion: 'add it' },
            { pointer: '', message: 'is wrong' },
          ],
        },
      }),
    );
    expect(err()).toBe(
      'error: web did not start\n  stderr: boom\n  stderr: bang\nerror: wrong\n  /name: is missing (add it)\n  is wrong\n',
    );
  });

  it('of a configuration keep a line for each place', () => {
    const { io, err } = record();
    const message = 'the configuration has 2 problems\n  a.toml:1:1: one\n  a.toml:2:1: two';
    reportError(io, new ProvisrError('PROVISR_CONFIG_INVALID', message, { details: { errors: [{ file: '/a.toml', message: 'one' }] } }));
    expect(err()).toBe('error: the configuration has 2 problems\na.toml:1:1: one\na.toml:2:1: two\n');
  });

  it('show code, trace and causes when verbose', () => {
    const { io, err } = record({ isVerbose: true });
    reportError(io, new ProvisrError('PROVISR_UNEXPECTED', 'outer', { cause: new Error('inner') }));
    expect(err()).toMatch(/^error: outer\nPROVISR_UNEXPECTED\nProvisrError: outer\n {4}at .*caused by Error: inner\n/s);
  });

  it('nobody expected ask for a report', () => {
    const { io, err } = record();
    reportError(io, new TypeError('x is not a function'));
    expect(err()).toMatch(/^error: x is not a function\nhint: .*--verbose/);
  });
});

describe('colours', () => {
  it.each([
    [{}, {}, true, true],
    [{}, {}, false, false],
    [{ color: false }, { FORCE_COLOR: '1' }, true, false],
    [{}, { NO_COLOR: '1' }, true, false],
    [{}, { NO_COLOR: '' }, true, true],
    [{}, { FORCE_COLOR: '1' }, false, true],
    [{}, { FORCE_COLOR: '0' }, true, false],
    [{}, { TERM: 'dumb' }, true, false],
  ])('%o with %o on a terminal %s: %s', (flags, env: Record<string, string>, isTty, wanted) => {
    expect(wantsColour(flags, env, isTty)).toBe(wanted);
  });
});
