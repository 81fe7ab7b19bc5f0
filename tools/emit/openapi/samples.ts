import type { ErrorCode, ErrorExtras } from '#core';
import type { ConfigurationDto, CronjobStatusDto, CronRunDto, ReloadPreviewDto, StatusDto } from '#contract';

/** What the examples of the document are made of. */
export const SPEC = {
  name: 'web',
  command: 'python app.py',
  work_dir: '/srv/web',
  env: ['PORT=8081'],
  auto_restart: true,
  log: { dir: '/var/log/web' },
};

export const STATUS: StatusDto = {
  name: 'web',
  running: true,
  pid: 4711,
  started_at: '2026-01-31T12:00:00.000Z',
  stopped_at: null,
  exit_code: null,
  exit_signal: null,
  exit_error: null,
  detected_by: 'exec:pid',
  restarts: 0,
  state: 'running',
  next_restart_at: null,
  uptime_seconds: 3600.5,
  instance_of: null,
  adopted: false,
};

export const STOPPED: StatusDto = {
  ...STATUS,
  running: false,
  pid: null,
  stopped_at: '2026-01-31T13:00:00.500Z',
  exit_signal: 'SIGTERM',
  detected_by: null,
  state: 'stopped',
  uptime_seconds: null,
};

export const RUN: CronRunDto = {
  due_at: '2026-01-31T12:00:00.000Z',
  trigger: 'schedule',
  process: 'backup',
  started_at: '2026-01-31T12:00:00.004Z',
  ended_at: '2026-01-31T12:00:41.204Z',
  duration_seconds: 41.2,
  result: 'succeeded',
  exit_code: 0,
  exit_signal: null,
  reason: null,
  ticks: 1,
};

/** A run that has just begun. */
export const BEGUN: CronRunDto = { ...RUN, trigger: 'manual', ended_at: null, duration_seconds: null, result: null, exit_code: null };

export const CRONJOB: CronjobStatusDto = {
  name: 'backup',
  schedule: '@hourly',
  time_zone: 'Europe/Berlin',
  concurrency_policy: 'Forbid',
  starting_deadline: '10m0s',
  suspended: false,
  next_run_at: '2026-01-31T13:00:00.000Z',
  next_runs: ['2026-01-31T13:00:00.000Z', '2026-01-31T14:00:00.000Z'],
  last_run: RUN,
  running: [],
};

export const CHANGES = { ok: true, added: ['web'], removed: [], restarted: ['api-1'], updated: [], unchanged: ['worker'], adopted: [] };

const SKIPPED = {
  file: '/etc/provisr/programs/worker.toml',
  kept: ['worker'],
  problems: [
    {
      file: '/etc/provisr/programs/worker.toml',
      line: 3,
      column: 1,
      pointer: '/spec/comand',
      message: 'unknown key "comand"',
      suggestion: 'did you mean "command"?',
    },
  ],
};

export const PREVIEW: ReloadPreviewDto = {
  ok: true,
  file: '/etc/provisr/config.toml',
  result: { ...CHANGES, ok: true, added: ['web'], restarted: ['api-1'] },
  definitions: [
    {
      kind: 'process',
      name: 'api',
      what: 'changed',
      source: '/etc/provisr/config.toml',
      restarts: ['api-1'],
      keys: [
        { key: 'env.DB_PASSWORD', before: '***', after: '***' },
        { key: 'env.PORT', after: '8081' },
        { key: 'stop_timeout', before: '10s', after: '30s' },
      ],
    },
    { kind: 'process', name: 'web', what: 'added', source: '/etc/provisr/programs/web.toml', restarts: [], keys: [] },
  ],
  settings: [{ key: 'server.listen', before: '127.0.0.1:8080', after: '127.0.0.1:9090', next_start: true }],
  skipped: [SKIPPED],
};

export const CONFIGURATION: ConfigurationDto = {
  file: '/etc/provisr/config.toml',
  programs_directory: '/etc/provisr/programs',
  files: ['/etc/provisr/config.toml', '/etc/provisr/programs/worker.toml'],
  applied_at: '2026-01-31T12:00:00.000Z',
  settings: { use_os_env: true, pid_dir: '/var/lib/provisr/run', server: { enabled: true, listen: '127.0.0.1:8080', base_path: '/api' } },
  definitions: [
    {
      kind: 'process',
      name: 'worker',
      origin: 'registered',
      source: '/etc/provisr/programs/worker.toml',
      spec: { name: 'worker', command: './worker', env: { QUEUE: 'mail' }, stop_timeout: '10s' },
      written: ['name', 'command', 'env'],
    },
  ],
  groups: [{ name: 'backend', members: ['worker'] }],
  warnings: [],
  skipped: [SKIPPED],
};

/** Sentence and extras of an error as it may come. */
type SampleError = readonly [message: string, extras?: ErrorExtras];

/** One for each error that an endpoint may answer with. */
export const SAMPLE_ERRORS: Readonly<Partial<Record<ErrorCode, SampleError>>> = {
  PROVISR_UNEXPECTED: ['an unexpected error happened; the daemon log has the details'],
  PROVISR_CONFIG_INVALID: [
    '1 problem in /etc/provisr/config.toml',
    {
      details: {
        file: '/etc/provisr/config.toml',
        errors: [
          {
            file: '/etc/provisr/config.toml',
            line: 7,
            column: 1,
            pointer: '/processes/0/spec/comand',
            message: 'unknown key "comand"',
            suggestion: 'did you mean "command"?',
          },
        ],
      },
    },
  ],
  PROVISR_CONFIG_NOT_FOUND: ['no configuration file at /etc/provisr/config.toml'],
  PROVISR_SPEC_INVALID: [
    'work_dir: must be an absolute path',
    { details: { errors: [{ pointer: '/work_dir', message: 'must be an absolute path' }] } },
  ],
  PROVISR_REQUEST_INVALID: [
    'wait: must be a duration such as "5s"',
    { details: { errors: [{ pointer: '/wait', message: 'must be a duration such as "5s"' }] } },
  ],
  PROVISR_SELECTOR_INVALID: ['one of name, base or wildcard is required'],
  PROVISR_PROCESS_NOT_FOUND: ['no process is named "wbe"', { hint: 'did you mean "web"?' }],
  PROVISR_GROUP_NOT_FOUND: ['no group is named "backends"', { hint: 'did you mean "backend"?' }],
  PROVISR_CRONJOB_NOT_FOUND: ['no cronjob is named "backups"', { hint: 'did you mean "backup"?' }],
  PROVISR_PROCESS_CONFLICT: ['"web" is known with another specification', { hint: 'use update to change it' }],
  PROVISR_PROCESS_PROTECTED: [
    '"web" is defined in /etc/provisr/config.toml and cannot be changed from outside',
    { hint: 'edit that file and reload' },
  ],
  PROVISR_START_FAILED: [
    'web did not start: exit code 42 (3 attempts)',
    {
      details: {
        name: 'web',
        exit_code: 42,
        exit_signal: null,
        exit_error: null,
        attempts: 3,
        stderr_tail: ['cannot open the database'],
      },
    },
  ],
  PROVISR_START_SUPERSEDED: ['the start of web was overtaken by a stop'],
  PROVISR_STOP_TIMED_OUT: ['web does not end, not even by SIGKILL; still there: 4711', { details: { name: 'web', pids: [4711] } }],
  PROVISR_WAIT_TIMED_OUT: ['web is still starting after 5000 ms'],
  PROVISR_GROUP_PARTIAL: [
    '1 of 2 members of "backend" did not start: worker',
    {
      details: {
        group: 'backend',
        members: [
          { name: 'web', ok: true },
          { name: 'worker', ok: false, error: 'worker did not start: exit code 1 (1 attempt)', code: 'PROVISR_START_FAILED' },
        ],
      },
    },
  ],
  PROVISR_UPGRADING: ['an upgrade is under way already', {}],
  PROVISR_UPGRADE_REFUSED: [
    'the new program cannot take over: config.toml:3: unknown key "comand"',
    {
      hint: 'the daemon goes on as it is; mend the new program or its configuration and try again',
      details: { reason: 'config.toml:3: unknown key "comand"' },
    },
  ],
  PROVISR_UPGRADE_UNAVAILABLE: ['the daemon cannot replace itself in place: the optional package "koffi" cannot be loaded', {}],
  PROVISR_SHUTTING_DOWN: ['the daemon is shutting down'],
  PROVISR_AUTH_REQUIRED: ['this daemon wants a token', { hint: "send 'Authorization: Bearer <token>' (provisr --token, PROVISR_TOKEN)" }],
  PROVISR_AUTH_UNAVAILABLE: ['nobody can tell who is asking: the authenticator of a plugin failed'],
  PROVISR_AUTH_FORBIDDEN: ['this needs the role admin; "ci" is operator'],
  PROVISR_ORIGIN_FORBIDDEN: ['requests from pages of "https://evil.example" are not accepted'],
  PROVISR_BODY_TOO_LARGE: ['the body is larger than 1 MiB'],
  PROVISR_MEDIA_TYPE_UNSUPPORTED: ['the body must be JSON, not text/plain', { hint: "send 'Content-Type: application/json'" }],
  PROVISR_RATE_LIMITED: ['too many failed attempts from 192.0.2.7: try again in 42 s', { details: { retry_after: 42 } }],
  PROVISR_LOG_UNAVAILABLE: ['cannot read /var/log/web/web.stdout.log: EACCES: permission denied', { details: { path: '/var/log/web' } }],
};
