import { LOG_AREAS } from '#contract';
import type { Operations } from '../operation.js';
import { CHANGES, CONFIGURATION, PREVIEW } from '../samples.js';

const UP = {
  daemon: { status: 'up' as const, phase: 'ready' },
  config: { status: 'up' as const },
  listeners: { status: 'up' as const },
  processes: { status: 'up' as const },
};

const LEVELS = { level: 'info', areas: Object.fromEntries(Object.keys(LOG_AREAS).map((area) => [area, 'info'])), changed: [] };

/** The daemon itself. */
export const daemonOperations: Operations = {
  reload: {
    tag: 'daemon',
    summary: 'Read the configuration again',
    description:
      'Unchanged processes are not touched; changed ones restart only where a changed field needs it. When the main file is wrong nothing changes; a wrong file of the programs directory is skipped, and what runs of it goes on.',
    answers: { 200: 'What changed.' },
    example: CHANGES,
    errors: ['PROVISR_CONFIG_INVALID', 'PROVISR_CONFIG_NOT_FOUND', 'PROVISR_STOP_TIMED_OUT'],
  },
  reloadPreview: {
    tag: 'daemon',
    summary: 'What a reload would do now',
    description:
      'Reads the configuration as a reload does and compares it with the one in force. Nothing is done, and no event tells of it. Secrets read ' +
      '`***`: that one has changed is told, its values are not.',
    answers: { 200: 'What would change. Empty lists: nothing.' },
    example: PREVIEW,
    errors: ['PROVISR_CONFIG_INVALID', 'PROVISR_CONFIG_NOT_FOUND'],
  },
  configuration: {
    tag: 'daemon',
    summary: 'The configuration in force',
    description:
      'With all defaults, and the files it comes from. It is not what is on disk when that has changed since. Secrets read `***` for everybody, ' +
      'values of the environment for viewers.',
    answers: { 200: 'The configuration.' },
    example: CONFIGURATION,
  },
  upgrade: {
    tag: 'daemon',
    summary: 'Replace the daemon in place by what is on disk now',
    description:
      'The new program rehearses its start beside the daemon; when that succeeds it takes over in the same process, with all children, listeners and connections. `GET /upgrade` tells how it ended.',
    answers: { 200: 'The new program has passed its check and takes over.' },
    example: {
      ok: true,
      id: '3f0c9f3e-5a0e-4a63-9d0e-2f6c8a1d7b11',
      from: { version: '0.1.0', node: '24.21.0' },
      to: { version: '0.2.0', node: '24.21.0' },
    },
    errors: ['PROVISR_UPGRADE_REFUSED', 'PROVISR_UPGRADE_UNAVAILABLE', 'PROVISR_UPGRADING'],
  },
  upgradeState: {
    tag: 'daemon',
    summary: 'Which program runs, and how the last upgrade ended',
    answers: { 200: 'The program.' },
    example: { version: '0.2.0', node: '24.21.0', pid: 4711, last: null },
    errors: ['PROVISR_UPGRADE_UNAVAILABLE'],
  },
  plugins: {
    tag: 'daemon',
    summary: 'The plugins, as loaded or as they failed',
    answers: { 200: 'The plugins.' },
    example: [{ name: 'provisr-plugin-syslog', version: '1.0.0', kinds: ['log-sink'], status: 'ok', reason: null }],
  },
  about: {
    tag: 'daemon',
    summary: 'What the daemon is, on what it runs, and what it can do there',
    answers: { 200: 'The daemon.' },
    example: {
      version: '0.2.0',
      node: '24.21.0',
      pid: 4711,
      platform: 'linux x64',
      started_at: '2026-01-31T12:00:00.000Z',
      uptime_seconds: 3600.5,
      phase: 'ready',
      embedded: false,
      guarded: true,
      listeners: ['http://127.0.0.1:8080'],
      state_dir: '/var/lib/provisr/run',
      spawner: { kind: 'posix_spawn', native: true, reason: null },
      cgroups: { dir: null, reason: 'the cgroup of the daemon is not writable', controllers: [] },
    },
  },
  identity: {
    tag: 'daemon',
    summary: 'Who the caller is to the daemon, and their role',
    answers: { 200: 'Whoever asks.' },
    example: { name: 'ci', role: 'operator', via: 'token' },
  },
  openapi: {
    tag: 'daemon',
    summary: 'This document',
    answers: { 200: 'An OpenAPI 3.1 document; its `servers` are where it was asked for.' },
  },
  debugProcesses: {
    tag: 'daemon',
    summary: 'What the daemon knows of each process',
    description: 'For people and bug reports: its form may change from version to version.',
    answers: { 200: 'Whatever helps.' },
  },
  logLevels: {
    tag: 'daemon',
    summary: "Levels of the daemon's own log",
    answers: { 200: 'The levels in force.' },
    example: LEVELS,
  },
  setLogLevel: {
    tag: 'daemon',
    summary: "Change a level of the daemon's own log",
    description: 'Until it is reset, the configuration is reloaded, or the daemon ends. The configuration file is not changed.',
    answers: { 200: 'The levels in force now.' },
    example: { ok: true, ...LEVELS, areas: { ...LEVELS.areas, process: 'debug' }, changed: ['process'] },
  },
  live: {
    tag: 'health',
    summary: 'The daemon answers',
    answers: { 200: 'It does.' },
    example: { status: 'ok', info: { daemon: { status: 'up' } }, error: {}, details: { daemon: { status: 'up' } } },
  },
  ready: {
    tag: 'health',
    summary: 'The daemon does all that it was told to do',
    description:
      'The boot is through, no stop has begun, the last reload was successful, every listener is open, and the processes with `required = true` ' +
      'run, and no health indicator of a plugin is down. Only operators are told what is wrong; others see which of these it is.',
    answers: { 200: 'It does; `degraded` when files of the programs directory were left out.', 503: 'Not yet, or not any more.' },
    example: { status: 'ok', info: UP, error: {}, details: UP },
  },
  metrics: {
    tag: 'health',
    summary: 'Metrics in the Prometheus text format',
    answers: { 200: 'The metrics.' },
    example: '# TYPE provisr_process_running_instances gauge\nprovisr_process_running_instances{base="web"} 1\n',
  },
};
