import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { errnoOf } from '#core/errors';
import type { ProcessSpec } from '#core';
import type { SpecContext } from '#contract';
import type { Io } from '../terminal/io.js';

/** A definition that exists already. */
export interface Definition {
  readonly name: string;
  /** The file that holds it. */
  readonly file: string;
  /** It stands in the main file, which is not ours to change. */
  readonly isProtected: boolean;
  /** `null` for a cronjob. */
  readonly spec: ProcessSpec | null;
}

/** The programs directory to edit, with what is known around it. */
export interface ProgramsPlace {
  readonly directory: string;
  readonly definitions: readonly Definition[];
  /** Files of the directory that cannot be loaded: what is in them is unknown. */
  readonly brokenFiles: readonly string[];
  readonly context: SpecContext;
}

/**
 * The programs directory of `config`, else of `./config.toml`, else `./programs`.
 * @throws ProvisrError PROVISR_CONFIG_NOT_FOUND, PROVISR_CONFIG_INVALID
 */
export async function programsPlace(io: Pick<Io, 'cwd' | 'env'>, config: string | undefined): Promise<ProgramsPlace> {
  const implied = resolve(io.cwd, 'config.toml');
  if (config !== undefined) return ofConfig(resolve(io.cwd, config), io);
  return existsSync(implied) ? ofConfig(implied, io) : withoutConfig(io.cwd);
}

async function ofConfig(path: string, io: Pick<Io, 'env'>): Promise<ProgramsPlace> {
  const { loadConfig } = await import('../../daemon/config/load-config.js');
  const config = await loadConfig(path, { skipInvalid: true, env: { ...io.env } });
  const processes = config.programs.map(({ spec, origin, source }) => ({
    name: spec.name,
    file: source ?? path,
    isProtected: origin === 'config',
    spec,
  }));
  const cronjobs = config.cronjobs.map(({ spec, origin, source }) => ({
    name: spec.name,
    file: source ?? path,
    isProtected: origin === 'config',
    spec: null,
  }));
  return {
    directory: config.programsDirectory,
    definitions: [...processes, ...cronjobs],
    brokenFiles: config.skipped.map(({ file }) => file),
    context: config.apiContext,
  };
}

/** No configuration: what lies in `./programs` goes by the names of its files. */
async function withoutConfig(cwd: string): Promise<ProgramsPlace> {
  const directory = resolve(cwd, 'programs');
  return {
    directory,
    definitions: (await filesIn(directory)).map((file) => ({ name: basename(file, extname(file)), file, isProtected: false, spec: null })),
    brokenFiles: [],
    context: {
      paths: { kind: 'absolute' },
      pidDir: join(dirname(directory), 'run'),
      log: {},
      environment: { inherited: {}, declared: [], inherit: 'all' },
    },
  };
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => /\.(toml|ya?ml|json)$/i.test(name)).map((name) => join(directory, name));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
