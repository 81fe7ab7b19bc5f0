import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isProvisrError, type ProcessSpec } from '#core';
import { BUILT_IN_DETECTOR_TYPES } from '../config/detector.dto.js';
import { ProcessSpecDto } from '../config/process-spec.dto.js';
import { readWire } from '../validation/read-wire.js';
import type { SpecContext } from './spec-context.js';
import { readSpec } from './read-spec.js';
import { toSpec } from './spec.mapper.js';

const context: SpecContext = {
  paths: { kind: 'relative', baseDir: '/etc/provisr' },
  pidDir: '/run/provisr',
  log: {},
  environment: { inherited: { PATH: '/bin', HOME: '/root' }, declared: [], inherit: 'all' },
};

describe('toSpec', () => {
  it('completes a small spec with the documented defaults', () => {
    const dto = readWire(ProcessSpecDto, { name: 'web', command: 'sleep 10' }, 'PROVISR_SPEC_INVALID');
    expect(toSpec(dto, context)).toMatchInlineSnapshot(`
      {
        "argv": [
          "sleep",
          "10",
        ],
        "autoRestart": "never",
        "cgroup": {
          "cpuPercent": null,
          "memoryBytes": null,
          "own": false,
        },
        "detached": false,
        "detectors": [],
        "document": {
          "command": "sleep 10",
          "name": "web",
        },
        "env": {},
        "exitCodes": [
          0,
        ],
        "group": null,
        "inheritEnv": "all",
        "instances": 1,
        "limits": {},
        "log": {
          "compress": false,
          "maxAgeDays": 7,
          "maxBackups": 3,
          "maxSizeBytes": 10485760,
          "sinks": [],
          "stderrPath": null,
          "stdoutPath": null,
          "timestamps": false,
        },
        "maxRestarts": 0,
        "name": "web",
        "nice": null,
        "oomScoreAdj": null,
        "pidFile": "/run/provisr/web.pid",
        "priority": 0,
        "redirectStderr": false,
        "required": false,
        "restartBackoff": 2,
        "restartIntervalMs": 1000,
        "restartMaxIntervalMs": 60000,
        "restartResetMs": 10000,
        "restartStrategy": "exponential",
        "retryCount": 0,
        "retryIntervalMs": 500,
        "startDurationMs": 0,
        "stdin": null,
        "stopSignal": "SIGTERM",
        "stopTimeoutMs": 10000,
        "umask": null,
        "user": null,
        "workDir": null,
      }
    `);
  });
});

const api: SpecContext = { ...context, paths: { kind: 'absolute' } };

function refusal(body: unknown): unknown {
  try {
    readSpec(body, api);
  } catch (error) {
    if (isProvisrError(error) && error.code === 'PROVISR_SPEC_INVALID') return error.details?.['errors'];
    throw error;
  }
  return 'accepted';
}

const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const duration = fc.oneof(fc.integer({ min: 0, max: 1e12 }), fc.constantFrom('0s', '300ms', '1h2m', '0.5s', '1500us'));
const path = fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
const optional = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(values, { nil: undefined });

/** Specs as people may send them, in all spellings. */
const wireSpec = fc
  .record({
    name,
    work: fc.oneof(
      fc.record({ command: fc.constantFrom('sleep 1', 'a | b', "sh -c 'x; y'") }),
      fc.record({ args: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 }) }),
    ),
    work_dir: optional(path),
    env: optional(
      fc.oneof(
        fc.dictionary(
          fc.stringMatching(/^[A-Z_]{1,4}$/),
          fc.string().filter((text) => !text.includes('\0')),
          { noNullPrototype: true },
        ),
        fc.constant(['A=1', 'B=${A}']),
      ),
    ),
    pid_file: optional(path.map((file) => `${file}.pid`)),
    priority: optional(fc.integer({ min: -100, max: 100 })),
    instances: optional(fc.integer({ min: 1, max: 1000 })),
    retry_count: optional(fc.nat(10)),
    start_duration: optional(duration),
    auto_restart: optional(fc.constantFrom(true, false, 'on-failure')),
    restart_interval: optional(duration),
    restart_strategy: optional(fc.constantFrom('exponential', 'linear')),
    stop_timeout: optional(duration),
    stop_signal: optional(fc.constantFrom('SIGTERM', 'SIGINT')),
    exit_codes: optional(fc.array(fc.integer({ min: 0, max: 255 }))),
    umask: optional(fc.constantFrom('022', '0o077')),
    nice: optional(fc.integer({ min: -20, max: 19 })),
    oom_score_adj: optional(fc.integer({ min: -1000, max: 1000 })),
    limits: optional(fc.constantFrom({ nofile: 10 }, { as: '1GiB', core: 'unlimited' })),
    user: optional(fc.oneof(fc.constant('nobody'), fc.nat(1000))),
    log: optional(
      fc.oneof(
        fc.record({ dir: path, max_size_mb: fc.oneof(fc.nat(100), fc.constant('5MB')) }),
        fc.record({ file: fc.record({ stdoutPath: path, maxBackups: fc.nat(5) }) }),
      ),
    ),
    detectors: optional(
      fc.constantFrom(
        [{ type: 'pid' }],
        [
          { type: 'command', command: 'true', timeout: '5s' },
          { type: 'pidfile', path: '/run/x.pid' },
        ],
        [
          { type: 'tcp', port: 5432, interval: 500_000_000 },
          { type: 'http', url: 'https://x:1/y', status: [200, '300-399'], headers: { a: 'b' }, ca: '/x.pem', timeout: '1s' },
        ],
      ),
    ),
  })
  .map(({ work, ...others }) => Object.fromEntries(Object.entries({ ...others, ...work }).filter(([, value]) => value !== undefined)));

describe('readSpec', () => {
  it('gives the same spec again when it reads its own document', () => {
    fc.assert(
      fc.property(wireSpec, (body) => {
        const { spec } = readSpec(body, api);
        const again: ProcessSpec = readSpec(JSON.parse(JSON.stringify(spec.document)), api).spec;
        expect(again).toEqual(spec);
        expect(JSON.stringify(again)).toBe(JSON.stringify(spec));
      }),
      { numRuns: 300 },
    );
  });

  it('takes the unified form too', () => {
    const flat = readSpec({ name: 'a', command: 'x' }, api).spec;
    expect(readSpec({ type: 'process', spec: { name: 'a', command: 'x' } }, api).spec).toEqual(flat);
    expect(refusal({ type: 'cronjob', spec: { name: 'a', command: 'x' } })).toMatchObject([{ pointer: '/type' }]);
    expect(refusal({ type: 'process', spec: { name: 'a', command: 'x', pidfile: 'x' } })).toMatchObject([
      { pointer: '/spec/pidfile', message: expect.stringMatching(/absolute/) as unknown },
    ]);
  });

  it.each([
    'work_dir',
    'pid_file',
    'stdin',
    'log.dir',
    'log.stdout',
    'log.stderr',
    'log.stdoutPath',
    'log.file.dir',
    'log.file.stderrPath',
  ])('wants %s absolute and clean, and names it', (field) => {
    const keys = field.split('.');
    const body = (value: string): unknown => ({
      name: 'a',
      command: 'x',
      ...(keys.reduceRight((inner: unknown, key) => ({ [key]: inner }), value) as object),
    });
    for (const bad of ['relative', './x', '/a/../b', '/a/./b', '/a//b', '/a/', '../x', '~/x']) {
      expect([bad, refusal(body(bad))]).toMatchObject([bad, [{ pointer: `/${keys.join('/')}` }]]);
    }
    expect(refusal(body('/var/a..b/c'))).toBe('accepted');
  });

  it.each([
    ['', /empty/],
    ['a b', /letters/],
    ['../x', /letters/],
    ['a..b', /"\.\."/],
    ['.', /"\."/],
    ['x'.repeat(129), /128/],
    [5, /string/],
    [undefined, /string/],
  ])('refuses the name %j', (bad, message) => {
    expect(refusal({ name: bad, command: 'x' })).toMatchObject([{ pointer: '/name', message: expect.stringMatching(message) as unknown }]);
  });

  it.each([
    [{ instances: 0 }, '/instances'],
    [{ instances: 1001 }, '/instances'],
    [{ umask: 22 }, '/umask'],
    [{ umask: '999' }, '/umask'],
    [{ nice: 20 }, '/nice'],
    [{ oom_score_adj: 1001 }, '/oom_score_adj'],
    [{ stop_signal: 'SIGSTOP' }, '/stop_signal'],
    [{ stop_timeout: '-1s' }, '/stop_timeout'],
    [{ exit_codes: [256] }, '/exit_codes'],
    [{ env: ['NOVALUE'] }, '/env'],
    [{ env: { A: { b: 1 } } }, '/env'],
    [{ limits: { files: 1 } }, '/limits'],
    [{ detectors: [{ type: '' }] }, '/detectors'],
    [{ detectors: ['pid'] }, '/detectors'],
    [{ detectors: [{ type: 'pidfile' }] }, '/detectors/0/path'],
    [{ detectors: [{ type: 'pid' }, { type: 'pid', interval: '0s' }] }, '/detectors/1/interval'],
    [{ detectors: [{ type: 'command', command: 'x', timout: 1 }] }, '/detectors/0/timout'],
    [{ detectors: [{ type: 'tcp' }] }, '/detectors/0/port'],
    [{ detectors: [{ type: 'tcp', port: 65_536 }] }, '/detectors/0/port'],
    [{ detectors: [{ type: 'tcp', port: 80, host: '' }] }, '/detectors/0/host'],
    [{ detectors: [{ type: 'tcp', port: 80, timeout: 'soon' }] }, '/detectors/0/timeout'],
    [{ detectors: [{ type: 'http' }] }, '/detectors/0/url'],
    [{ detectors: [{ type: 'http', url: 'ftp://x' }] }, '/detectors/0/url'],
    [{ detectors: [{ type: 'http', url: 'http://user:word@x' }] }, '/detectors/0/url'],
    [{ detectors: [{ type: 'http', url: 'http://x', status: '300-200' }] }, '/detectors/0/status'],
    [{ detectors: [{ type: 'http', url: 'http://x', status: [] }] }, '/detectors/0/status'],
    [{ detectors: [{ type: 'http', url: 'http://x', status: [200, 99] }] }, '/detectors/0/status'],
    [{ detectors: [{ type: 'http', url: 'http://x', headers: { 'a b': 'c' } }] }, '/detectors/0/headers'],
    [{ detectors: [{ type: 'http', url: 'http://x', headers: { a: 'b\r\nc: d' } }] }, '/detectors/0/headers'],
    [{ detectors: [{ type: 'http', url: 'http://x', insecure: true }] }, '/detectors/0/insecure'],
    [{ detectors: [{ type: 'http', url: 'https://x', insecure: true, ca: '/x' }] }, '/detectors/0/insecure'],
    [{ detectors: [{ type: 'http', url: 'https://x', ca: 'relative.pem' }] }, '/detectors/0/ca'],
    [{ detectors: [{ type: 'http', url: 'http://x', method: 'HEAD', body_contains: 'ok' }] }, '/detectors/0/body_contains'],
    [{ log: { max_size_mb: 'big' } }, '/log/max_size_mb'],
    [{ log: { stdout: '/dev/stdout' } }, '/log/stdout'],
    [{ log: { dir: '/a', file: { dir: '/b' } } }, '/log/file/dir'],
    [{ log: [] }, '/log'],
    [{ command: 'echo "' }, '/command'],
    [{ command: '' }, '/command'],
    [{ command: undefined }, ''],
    [{ args: ['x'] }, '/args'],
    [{ auto_restart: 'sometimes' }, '/auto_restart'],
    [{ comand: 'x' }, '/comand'],
  ])('refuses %j', (more, pointer) => {
    expect(refusal({ name: 'a', command: 'x', ...more })).toMatchObject([{ pointer }]);
  });

  it('refuses a detector type nobody brings, once it is known what there is', () => {
    const body = { name: 'a', command: 'x', detectors: [{ type: 'pid' }, { type: 'pidfil', path: '/x' }] };
    expect(() => readSpec(body, { ...context, detectorTypes: BUILT_IN_DETECTOR_TYPES })).toThrow('did you mean "pidfile"?');
    expect(readSpec(body, context).spec.detectors).toHaveLength(2);
  });

  it('refuses a restart strategy nobody brings likewise, and keeps one that a plugin may bring', () => {
    const body = { name: 'a', command: 'x', restart_strategy: 'exponental' };
    expect(() => readSpec(body, { ...context, restartStrategies: ['exponential'] })).toThrow('did you mean "exponential"?');
    const { spec } = readSpec(body, context);
    expect([spec.restartStrategy, spec.document['restart_strategy']]).toEqual(['exponental', 'exponental']);
  });

  it('refuses anything at all without falling over', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({ name: fc.anything(), command: fc.anything(), log: fc.anything(), env: fc.anything(), detectors: fc.anything() }),
        ),
        (body) => {
          expect(['accepted', 'refused']).toContain(refusal(body) === 'accepted' ? 'accepted' : 'refused');
        },
      ),
      { numRuns: 1000 },
    );
  });
});
