import { describe, expect, it } from 'vitest';
import type { StatusDto } from '#contract';
import { ProvisrError } from '#core/errors';
import type { Io } from '../terminal/io.js';
import { wantsColour } from '../terminal/process-io.js';
import { formatAge } from './age.js';
import { renderChanges } from './changes.js';
import { reportError } from './error-report.js';
import { print } from './print.js';
import { noteOf, renderStatuses } from './status-table.js';

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
        'NAME       STATE     PID  UPTIME  RESTARTS  NOTE',
        'web        running  4711    1h2m         2',
        'worker-10  failed      -       -         2  exit code 3',
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

  it('explains the state', () => {
    const now = Date.parse('2026-01-01T00:00:10Z');
    const backoff = {
      ...RUNNING,
      running: false,
      state: 'backoff' as const,
      next_restart_at: '2026-01-01T00:00:15Z',
      exit_signal: 'SIGKILL',
    };
    expect(noteOf(backoff, now)).toBe('restart in 5s, killed by SIGKILL');
    expect(noteOf({ ...RUNNING, adopted: true }, now)).toBe('adopted');
    expect(noteOf({ ...RUNNING, running: false, exit_error: 'spawn failed: ENOENT' }, now)).toBe('spawn failed: ENOENT');
  });
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
