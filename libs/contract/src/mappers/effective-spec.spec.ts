import { describe, expect, it } from 'vitest';
import { CronjobSpecDto } from '../config/cronjob-spec.dto.js';
import { ProcessSpecDto } from '../config/process-spec.dto.js';
import { readWire } from '../validation/read-wire.js';
import { mapCronjob } from './cronjob.mapper.js';
import { effectiveCronjob, effectiveSpec } from './effective-spec.js';
import { mapSpec } from './map-spec.js';
import type { SpecContext } from './spec-context.js';

const bare: SpecContext = {
  paths: { kind: 'absolute' },
  pidDir: '/elsewhere',
  log: {},
  environment: { inherited: {}, declared: [], inherit: 'all' },
};
const context: SpecContext = {
  ...bare,
  paths: { kind: 'relative', baseDir: '/etc/provisr' },
  pidDir: '/run/provisr',
  log: { dir: '/var/log/all', max_size_mb: '10MB', max_backups: 0 },
  environment: { inherited: { HOME: '/root' }, declared: [{ SHARED: 'for ${HOME}' }], inherit: 'all' },
};

/** Every key there is, each with another value than its default. */
const EVERYTHING = {
  name: 'web',
  args: ['node', 'server.mjs'],
  work_dir: 'srv',
  env: ['PORT=8081'],
  user: 'www-data',
  group: 33,
  umask: '027',
  nice: 5,
  oom_score_adj: -100,
  limits: { nofile: 4096, core: 'unlimited', memory: '512MiB', cpu: '150%' },
  cgroup: true,
  stdin: 'in.txt',
  redirect_stderr: true,
  exit_codes: [0, 3],
  stop_signal: 'SIGINT',
  stop_timeout: '2s',
  retry_count: 2,
  retry_interval: '250ms',
  start_duration: '1s',
  pid_file: 'web.pid',
  priority: 7,
  instances: 2,
  detached: true,
  required: true,
  auto_restart: 'on-failure',
  restart_interval: '3s',
  restart_strategy: 'linear',
  restart_backoff: 1.5,
  restart_max_interval: '2m0s',
  restart_reset: '20s',
  max_restarts: 4,
  detectors: [{ type: 'command', command: 'true', timeout: '3s' }],
  log: { stdout: 'web.log', max_age_days: 1, compress: true, timestamps: true, sinks: [{ type: 'syslog', options: { host: 'a' } }] },
};

describe('a spec with its defaults', () => {
  it.each([['small', { name: 'web', command: "sh -c 'sleep 1; echo'" }] as const, ['complete', EVERYTHING] as const])(
    'is the same one when it is mapped again (%s)',
    (_size, given) => {
      const { spec } = mapSpec(readWire(ProcessSpecDto, given, 'PROVISR_SPEC_INVALID'), context);
      const keys = effectiveSpec(spec);
      const again = mapSpec(readWire(ProcessSpecDto, withoutNulls(keys), 'PROVISR_SPEC_INVALID'), bare);
      expect({ ...again.spec, document: {} }).toEqual({ ...spec, document: {} });
      expect(Object.keys(keys)).toEqual(expect.arrayContaining(Object.keys(given)));
    },
  );

  it('has no key beside those of the configuration, and all of them', () => {
    const { spec } = mapSpec(readWire(ProcessSpecDto, EVERYTHING, 'PROVISR_SPEC_INVALID'), context);
    expect(Object.keys(effectiveSpec(spec)).sort()).toEqual(Object.keys(EVERYTHING).sort());
  });

  it('of a cronjob has no key that a cronjob must not have', () => {
    const given = { name: 'nightly', schedule: '@hourly', command: 'true', time_zone: 'Europe/Berlin', starting_deadline: '5m0s' };
    const { cronjob } = mapCronjob(readWire(CronjobSpecDto, given, 'PROVISR_SPEC_INVALID'), context);
    const keys = effectiveCronjob(cronjob);
    expect(keys).toMatchObject({ ...given, concurrency_policy: 'Forbid', suspend: false, stop_timeout: '10s' });
    const again = mapCronjob(readWire(CronjobSpecDto, withoutNulls(keys), 'PROVISR_SPEC_INVALID'), bare);
    expect(again.problems).toEqual([]);
  });
});

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const set = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(set.map(([key, item]) => [key, withoutNulls(item)]));
}
