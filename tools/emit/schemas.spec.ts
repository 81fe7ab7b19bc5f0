import { readFile, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { loadConfig } from '../../src/daemon/config/load-config.js';
import { mainFileSchema, programFileSchema } from './config-schema.js';
import type { Schema } from './wire-schema.js';

const CONFIG = join(import.meta.dirname, '../../config');
const main = compile(mainFileSchema());
const program = compile(programFileSchema());

function compile(schema: Schema): ValidateFunction {
  return new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true, allowUnionTypes: true }).compile(schema);
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function problemsOf(validate: ValidateFunction, data: unknown): string[] {
  return validate(plain(data)) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

async function read(file: string): Promise<{ text: string; data: unknown }> {
  const text = await readFile(file, 'utf8');
  const parsers: Record<string, (text: string) => unknown> = { '.toml': parseToml, '.yaml': parseYaml, '.json': JSON.parse };
  return { text, data: parsers[extname(file)]?.(text) };
}

async function committed(name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(CONFIG, name), 'utf8'));
}

describe('the emitted schemas', () => {
  it('are the committed ones', async () => {
    expect(await committed('provisr.schema.json')).toEqual(plain(mainFileSchema()));
    expect(await committed('provisr-program.schema.json')).toEqual(plain(programFileSchema()));
  });

  it('describe every key', () => {
    const undescribed: string[] = [];
    const visit = (schema: unknown, path: string): void => {
      const { properties, $defs } = schema as { properties?: Record<string, Schema>; $defs?: Record<string, Schema> };
      for (const [name, key] of Object.entries(properties ?? {})) if (!key['description']) undescribed.push(`${path}.${name}`);
      for (const [name, inner] of Object.entries($defs ?? {})) visit(inner, name);
    };
    visit(mainFileSchema(), 'config');
    expect(undescribed.filter((path) => !path.startsWith('config.daemon'))).toEqual([]);
  });
});

describe('the sample files', async () => {
  const programs = (await readdir(join(CONFIG, 'programs'))).map((name) => join('programs', name));

  it.each(['config.toml', ...programs])('%s fits its schema, and names it for editors', async (name) => {
    const { text, data } = await read(join(CONFIG, name));
    expect(problemsOf(name === 'config.toml' ? main : program, data)).toEqual([]);
    expect(text).toContain(name === 'config.toml' ? './provisr.schema.json' : '../provisr-program.schema.json');
  });

  it('load without a warning', async () => {
    const config = await loadConfig(join(CONFIG, 'config.toml'));
    expect(config.warnings).toEqual([]);
    expect(config.programs.map((item) => item.spec.name).sort()).toEqual(['flaky', 'ticker', 'web', 'worker']);
    expect(config.cronjobs.map((item) => item.spec.name)).toEqual(['heartbeat']);
  });
});

describe('the schema of program files', () => {
  const spec = { name: 'a', command: 'x' };

  it.each([
    [{ spec }],
    [{ type: 'process', spec: { ...spec, log: { file: { dir: '/x', maxSizeMB: 1 } }, auto_restart: 'on-failure', stop_timeout: 5 } }],
    [{ type: 'process', spec: { ...spec, retries: 3, env: { A: 1 }, limits: { nofile: 10, as: '1GiB', core: 'unlimited' } } }],
    [{ type: 'cronjob', spec: { ...spec, schedule: '@hourly' } }],
    [{ type: 'cron', spec: { name: 'a', schedule: '@hourly', job_template: { command: 'x' } } }],
    [{ type: 'cron', spec: { schedule: '@hourly', spec } }],
  ])('takes %j', (data) => {
    expect(problemsOf(program, data)).toEqual([]);
  });

  it.each([
    [{}],
    [{ spec: { ...spec, comand: 'x' } }],
    [{ spec: { name: 'a' } }],
    [{ spec: { ...spec, args: ['x'] } }],
    [{ spec: { name: 'a/b', command: 'x' } }],
    [{ spec: { ...spec, schedule: '@hourly' } }],
    [{ spec: { ...spec, stop_timeout: 'soon' } }],
    [{ spec: { ...spec, stop_signal: 'SIGFOO' } }],
    [{ type: 'cronjob', spec }],
    [{ type: 'cronjob', spec: { ...spec, schedule: '@hourly', auto_restart: true } }],
    [{ type: 'service', spec }],
  ])('refuses %j', (data) => {
    expect(problemsOf(program, data)).not.toEqual([]);
  });
});
