import { isCronjobType } from '../config/entry.dto.js';
import { flattenCronjob } from './cronjob-form.js';
import { flattenLog } from './log-form.js';
import { isTable, type Notes, type Table } from './notes.js';
import { movePlaces, renameKeys } from './old-keys.js';
import { CronjobSpecDto } from '../config/cronjob-spec.dto.js';
import { renamesOf } from '../schema/key.js';

/** Earlier names of the keys of processes and cronjobs. */
const OLD_SPEC_KEYS = renamesOf(CronjobSpecDto, 'was');

/** Today's form of a process or cronjob. What is not a table is left to the validation. */
export function normaliseSpec(spec: unknown, isCronjob: boolean, pointer: string, notes: Notes): unknown {
  if (!isTable(spec)) return spec;
  const flat = isCronjob ? flattenCronjob(spec, pointer, notes) : spec;
  const renamed = renameKeys(flat, OLD_SPEC_KEYS, pointer, notes);
  return withLog(renamed, pointer, notes);
}

/** Today's form of a `{type, spec}` entry. */
export function normaliseEntry(entry: unknown, pointer: string, notes: Notes): unknown {
  if (!isTable(entry)) return entry;
  if (!Object.hasOwn(entry, 'spec')) return entry;
  return { ...entry, spec: normaliseSpec(entry['spec'], isCronjobType(entry['type']), `${pointer}/spec`, notes) };
}

/** Today's form of the main file. */
export function normaliseConfig(config: Table, notes: Notes): Table {
  const moved = withLog(movePlaces(config, notes), '', notes);
  const { processes } = moved;
  if (!Array.isArray(processes)) return moved;
  return { ...moved, processes: processes.map((entry, index) => normaliseEntry(entry, `/processes/${index}`, notes)) };
}

function withLog(table: Table, pointer: string, notes: Notes): Table {
  return Object.hasOwn(table, 'log') ? { ...table, log: flattenLog(table['log'], `${pointer}/log`, notes) } : table;
}
