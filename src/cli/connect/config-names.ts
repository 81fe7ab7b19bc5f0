import { readdir } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { errnoOf } from '#core/errors';
import { readDocument } from './config-document.js';
import { pluginFormats } from './plugin-formats.js';

/** A process a configuration names, with what decides its place in the order. */
export interface NamedProgram {
  readonly name: string;
  /** Lower starts first. */
  readonly priority: number;
}

interface Entry {
  readonly type?: unknown;
  readonly spec?: { readonly name?: unknown; readonly priority?: unknown };
}

const PROGRAM_FILES = ['.toml', '.yaml', '.yml', '.json'];

/**
 * The processes of a configuration and its programs directory in their order of start. Reads names only: whether the rest is right is
 * the daemon's to judge.
 *
 * @throws ProvisrError PROVISR_CONFIG_NOT_FOUND or PROVISR_CONFIG_INVALID
 */
export async function programsOfConfig(configPath: string): Promise<NamedProgram[]> {
  const document = await readDocument(configPath);
  const inline = Array.isArray(document['processes']) ? (document['processes'] as Entry[]) : [];
  const given = document['programs_directory'];
  const directory = resolve(dirname(configPath), typeof given === 'string' ? given : 'programs');
  const names = await programFiles(directory);
  if (Array.isArray(document['plugins']) && !names.every(isOurs)) return loadedPrograms(configPath);
  const filed = await Promise.all(names.filter(isOurs).map((name) => readDocument(join(directory, name))));
  const programs = [...inline, ...(filed as Entry[])].flatMap(programOf);
  return programs.sort((left, right) => left.priority - right.priority);
}

function isOurs(name: string): boolean {
  return PROGRAM_FILES.includes(extname(name).toLowerCase());
}

/** The same where plugins read some of the files. */
async function loadedPrograms(configPath: string): Promise<NamedProgram[]> {
  const { loadConfig } = await import('../../daemon/config/load-config.js');
  const { programs } = await loadConfig(configPath, { skipInvalid: true, formats: pluginFormats });
  return programs.map(({ spec: { name, priority } }) => ({ name, priority })).sort((left, right) => left.priority - right.priority);
}

function programOf(entry: Entry): NamedProgram[] {
  const { name, priority } = entry.spec ?? {};
  const isProcess = entry.type === undefined || entry.type === 'process';
  if (!isProcess || typeof name !== 'string') return [];
  return [{ name, priority: typeof priority === 'number' ? priority : 0 }];
}

async function programFiles(directory: string): Promise<string[]> {
  try {
    const items = await readdir(directory, { withFileTypes: true });
    return items.filter((item) => !item.isDirectory() && !item.name.startsWith('.')).map(({ name }) => name);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
