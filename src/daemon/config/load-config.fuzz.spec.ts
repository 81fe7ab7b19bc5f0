import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify as toToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify as toYaml } from 'yaml';
import { isProvisrError } from '#core';
import type { ConfigProblem } from '#contract';
import { loadConfig } from './load-config.js';

/** By hand with more: PROVISR_GENERATED=10000. */
const generated = (usual: number): number => Number(process.env['PROVISR_GENERATED'] ?? usual);

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'provisr-fuzz-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** What a load ends with: a configuration, or problems that name a file. Anything else is a defect. */
async function outcome(name: string, text: string): Promise<'loaded' | 'refused'> {
  const file = join(directory, name);
  await writeFile(file, text);
  try {
    await loadConfig(file, { env: {} });
    return 'loaded';
  } catch (error) {
    if (!isProvisrError(error) || error.code !== 'PROVISR_CONFIG_INVALID') throw error;
    const problems = error.details?.['errors'] as ConfigProblem[];
    if (problems.length === 0 || problems.some((problem) => problem.file !== file)) throw error;
    return 'refused';
  }
}

const scalar = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.string(),
  fc.constantFrom('1s', '@hourly', 'sleep 1', '127.0.0.1:1', '/a/b', 'web', 'process', 'cronjob'),
);
const anything = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 2 }),
  fc.dictionary(fc.string(), scalar, { maxKeys: 2, noNullPrototype: true }),
);
const maybe = (keys: readonly string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> =>
  fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 6, noNullPrototype: true });

const log = maybe(['dir', 'stdout', 'stderr', 'file', 'max_size_mb', 'maxSizeMB', 'sinks'], anything);
const spec = maybe(
  ['name', 'command', 'args', 'env', 'log', 'instances', 'schedule', 'spec', 'job_template', 'retries', 'limits', 'detectors', 'user'],
  fc.oneof(anything, log),
);
const entry = fc.oneof(fc.record({ type: scalar, spec }), anything);
const server = maybe(
  ['listen', 'socket', 'tls', 'auth', 'tls_min_version', 'base_path'],
  fc.oneof(anything, maybe(['enabled', 'dir', 'tokens', 'clients', 'min_version'], anything)),
);
const config = maybe(
  ['processes', 'groups', 'server', 'log', 'env', 'env_files', 'plugins', 'daemon', 'metrics', 'pid_dir'],
  fc.oneof(
    anything,
    log,
    server,
    fc.array(entry, { maxLength: 3 }),
    fc.array(fc.record({ name: scalar, members: anything }), { maxLength: 2 }),
  ),
);

describe('loadConfig, given anything', () => {
  it.each([
    ['config.json', (data: unknown) => JSON.stringify(data)],
    ['config.toml', (data: unknown) => toToml(data)],
    ['config.yaml', (data: unknown) => toYaml(data)],
  ])('loads or refuses a %s that resembles a configuration', async (name, write) => {
    const counts = { loaded: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(config, async (data) => {
        counts[await outcome(name, write(data))] += 1;
      }),
      { numRuns: generated(100) },
    );
    expect(counts.loaded).toBeGreaterThan(0);
    expect(counts.refused).toBeGreaterThan(0);
  });

  it.each(['config.json', 'config.toml', 'config.yaml'])('loads or refuses a %s of any text', async (name) => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[[\]{}"'=:#\-\n a-c&*!|>%@`,.0-9]{0,40}$/)),
        async (text) => {
          expect(['loaded', 'refused']).toContain(await outcome(name, text));
        },
      ),
      { numRuns: generated(100) },
    );
  });
});
