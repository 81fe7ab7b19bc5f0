import { LogDto } from '../config/log.dto.js';
import { renamesOf } from '../schema/key.js';
import { isTable, type Notes, type Table } from './notes.js';

/** Other spellings of the keys of `log`; all mean the same, in files and in the API. */
const LOG_SPELLINGS = renamesOf(LogDto, 'also');

/** Keys that `log.file` may hold; the others belong to `log` itself. */
export const LOG_FILE_KEYS = ['dir', 'stdout', 'stderr', 'max_size_mb', 'max_backups', 'max_age_days', 'compress'] as const;

/** Turns `log.file.{…}` and the other spellings into the flat form. */
export function flattenLog(log: unknown, pointer: string, notes: Notes): unknown {
  if (!isTable(log)) return log;
  const result: Table = {};
  const { file, ...flat } = log;
  spread(flat, pointer, pointer, result, notes);
  if (isTable(file)) spread(file, `${pointer}/file`, pointer, result, notes);
  else if (file !== undefined && file !== null) result['file'] = file;
  return result;
}

function spread(source: Table, written: string, pointer: string, result: Table, notes: Notes): void {
  for (const [key, value] of Object.entries(source)) {
    const name = Object.hasOwn(LOG_SPELLINGS, key) ? (LOG_SPELLINGS[key] ?? key) : key;
    const from = `${written}/${key}`;
    const to = `${pointer}/${name}`;
    if (Object.hasOwn(result, name)) {
      // Saying the same twice is no contradiction.
      if (result[name] !== value)
        notes.problems.push({ pointer: from, message: `contradicts another spelling of "${name}" in the same log table` });
      continue;
    }
    result[name] = value;
    if (from !== to) notes.moves.push({ from, to });
  }
}
