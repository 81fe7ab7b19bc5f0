import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf, messageOf } from '#core';
import { EntryDto, inspectWire, isTable, normaliseEntry } from '#contract';
import { Draft } from '../draft.js';
import { BUILT_IN_FORMATS, type SourceFormats } from '../source/source-formats.js';

/** A file of the programs directory, checked key by key. */
export interface ProgramFile {
  readonly draft: Draft;
  /** `null` when the draft has problems. */
  readonly entry: EntryDto | null;
}

/** Gets what reads the files that no built-in format does. Asked only where there are such files. */
export type FormatSource = () => Promise<SourceFormats>;

/** Reads all files of the programs directory in the order of their names, and leaves alone what no format knows. An absent directory holds none. */
export async function readPrograms(directory: string, main: Draft, foreign: FormatSource): Promise<ProgramFile[]> {
  const names = await listFiles(directory, main);
  const formats = names.every((name) => BUILT_IN_FORMATS.knows(name)) ? BUILT_IN_FORMATS : await foreign();
  const unread = names.filter((name) => !formats.knows(name));
  if (formats.isIncomplete) for (const name of unread) main.warn('/programs_directory', unreadText(join(directory, name)));
  const files = names.filter((name) => formats.knows(name)).map((name) => join(directory, name));
  return Promise.all(files.map((file) => readProgramFile(file, formats)));
}

function unreadText(file: string): string {
  return `${file} is not read: no format knows it, and one of the plugins that were skipped may bring one that does`;
}

/** Names of files that are not hidden, sorted. */
async function listFiles(directory: string, main: Draft): Promise<readonly string[]> {
  try {
    const items = await readdir(directory, { withFileTypes: true });
    return items
      .filter((item) => !item.isDirectory() && !item.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    const message = LIST_PROBLEMS[errnoOf(error) ?? ''] ?? `cannot be listed: ${messageOf(error)}`;
    // The default directory need not exist; one that somebody named should.
    if (errnoOf(error) !== 'ENOENT') main.report([{ pointer: '/programs_directory', message: `${directory} ${message}` }]);
    else if (isTable(main.data) && main.data['programs_directory']) main.warn('/programs_directory', `there is no directory ${directory}`);
    return [];
  }
}

const LIST_PROBLEMS: Readonly<Record<string, string>> = {
  ENOTDIR: 'is not a directory',
  EACCES: 'may not be read by this user',
};

/** Steps 1 to 4 for one file: read, parse, rename, check. */
async function readProgramFile(file: string, formats: SourceFormats): Promise<ProgramFile> {
  const draft = await Draft.open(file, (data, notes) => normaliseEntry(data, '', notes), formats);
  if (draft.problems.length > 0) return { draft, entry: null };
  if (isPlainSpec(draft.data)) {
    draft.report([
      { pointer: '', message: 'is a plain process specification', suggestion: 'put its keys into a table "spec" beside type = "process"' },
    ]);
    return { draft, entry: null };
  }
  const { value, problems } = inspectWire(EntryDto, draft.data);
  draft.report(problems);
  return { draft, entry: problems.length > 0 ? null : value };
}

/** The form that files had before there was `{type, spec}`. */
function isPlainSpec(data: unknown): boolean {
  return isTable(data) && !('spec' in data) && ('name' in data || 'command' in data || 'args' in data);
}
