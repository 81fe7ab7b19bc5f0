import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drafted, fittingFields, textsOf } from './draft.js';
import { fieldGroupsOf, type Schema } from './schema-fields.js';

const DOCUMENT = new URL('../../../docs/reference/openapi.json', import.meta.url);
const { schemas } = (JSON.parse(readFileSync(DOCUMENT, 'utf8')) as { components: { schemas: Record<string, Schema> } }).components;
const groups = fieldGroupsOf(schemas['ProcessSpecDto']!, schemas);
const fields = groups.flatMap((group) => group.fields);
const named = (path: string) => fields.find((field) => field.path === path);

const FULL = {
  name: 'web',
  command: 'serve',
  env: { PORT: 80, NAME: 'a=b' },
  instances: 2,
  auto_restart: 'on-failure',
  exit_codes: [0, 3],
  stop_timeout: 2_000_000_000,
  limits: { nofile: 4096, memory: '1GiB' },
  log: { dir: '/var/log', compress: true, max_size_mb: 5 },
  detectors: [{ type: 'pidfile', path: '/run/web.pid' }],
  of_a_later_version: { a: 1 },
};

function edited(spec: Readonly<Record<string, unknown>>, changes: Readonly<Record<string, string>>) {
  const own = fittingFields(fields, spec);
  return drafted(own, { ...textsOf(own, spec), ...changes }, spec);
}

describe('the form of a definition', () => {
  it('asks for every key of the schema once, and for none of its old names', () => {
    const old = Object.entries(schemas['ProcessSpecDto']!.properties ?? {}).filter(([, { deprecated }]) => deprecated === true);
    for (const [name] of old) expect(named(name)).toBeUndefined();
    expect(old).not.toEqual([]);
    expect(new Set(fields.map(({ path }) => path)).size).toBe(fields.length);
    for (const key of ['command', 'log.dir', 'log.sinks', 'detectors', 'cgroup']) expect(named(key)).toBeDefined();
    expect(named('log.stdoutPath')).toBeUndefined();
    expect(groups[0]?.fields.map(({ path }) => path).slice(0, 3)).toEqual(['name', 'command', 'args']);
  });

  it('writes each kind of value in its own way', () => {
    const texts = textsOf(fields, FULL);
    expect(texts).toMatchObject({
      env: 'PORT=80\nNAME=a=b',
      exit_codes: '0, 3',
      limits: 'nofile=4096\nmemory=1GiB',
      'log.compress': 'true',
      stop_timeout: '2000000000',
      user: '',
    });
    expect(named('stop_signal')?.choices).toContainEqual({ text: 'SIGINT', value: 'SIGINT' });
    expect(named('detached')).toMatchObject({ kind: 'choice', fallback: 'no' });
  });

  it('leaves what nobody touched as it was', () => {
    expect(edited(FULL, {})).toEqual({ spec: FULL, problems: {} });
    expect(edited({ name: 'web', args: ['sh', '-c', 'a\nb'] }, { instances: '2' }).spec).toEqual({
      name: 'web',
      args: ['sh', '-c', 'a\nb'],
      instances: 2,
    });
  });

  it('takes what was written, and leaves out what was emptied', () => {
    const { spec } = edited(FULL, {
      instances: '3',
      env: 'PORT=81\n\nNAME=x',
      auto_restart: 'true',
      exit_codes: '',
      limits: 'nofile=10',
      'log.dir': '',
      'log.compress': '',
      'log.max_size_mb': '',
      detectors: '[]',
      user: 'daemon',
    });
    const { exit_codes: _codes, log: _log, ...rest } = FULL;
    expect(spec).toEqual({
      ...rest,
      instances: 3,
      env: { PORT: '81', NAME: 'x' },
      auto_restart: true,
      limits: { nofile: 10 },
      detectors: [],
      user: 'daemon',
    });
  });

  it('hands on what only the daemon can judge, and says what cannot be handed on', () => {
    expect(edited(FULL, { instances: 'many', exit_codes: '1, x' }).spec).toMatchObject({ instances: 'many', exit_codes: [1, 'x'] });
    // As text it would be bytes, and a whole number nanoseconds.
    expect(edited(FULL, { 'log.max_size_mb': '20', stop_timeout: '5' }).spec).toMatchObject({
      log: { max_size_mb: 20 },
      stop_timeout: '5',
    });
    const { spec, problems } = edited(FULL, { detectors: '[', limits: 'nofile' });
    expect(problems).toEqual({ detectors: expect.stringContaining('is not JSON'), limits: 'line 1 has no "=": write name=value' });
    expect(spec).toEqual(FULL);
  });
});
