import { isTable, type Notes, type Table } from './notes.js';

/** Gives keys their present names, with one warning each. */
export function renameKeys(table: Table, renames: Readonly<Record<string, string>>, pointer: string, notes: Notes): Table {
  const result: Table = {};
  for (const [key, value] of Object.entries(table)) {
    const name = Object.hasOwn(renames, key) ? renames[key] : undefined;
    if (name === undefined) result[key] = value;
    else if (Object.hasOwn(table, name))
      notes.problems.push({ pointer: `${pointer}/${key}`, message: `is the old name of "${name}", which is set too` });
    else {
      result[name] = value;
      notes.moves.push({ from: `${pointer}/${key}`, to: `${pointer}/${name}` });
      notes.warnings.push({ pointer: `${pointer}/${key}`, message: `"${key}" is an old name; write "${name}"` });
    }
  }
  return result;
}

interface OldPlace {
  readonly from: readonly [string, string];
  readonly to: readonly string[];
}

/** Keys of the main file that have moved to another table. */
export const OLD_PLACES: readonly OldPlace[] = [
  { from: ['daemon', 'pid_file'], to: ['server', 'pidfile'] },
  { from: ['daemon', 'log_file'], to: ['server', 'logfile'] },
  { from: ['server', 'tls_min_version'], to: ['server', 'tls', 'min_version'] },
];

/** Moves keys of the main file to the tables they belong to now, with one warning each. */
export function movePlaces(config: Table, notes: Notes): Table {
  return OLD_PLACES.reduce((table, place) => movePlace(table, place, notes), config);
}

function movePlace(config: Table, { from, to }: OldPlace, notes: Notes): Table {
  const [section, key] = from;
  const source = config[section];
  if (!isTable(source) || !Object.hasOwn(source, key)) return config;
  const { [key]: value, ...rest } = source;
  const written = `/${from.join('/')}`;
  const present = dotted(to);
  const without: Table = { ...config, [section]: rest };
  // `[daemon]` is no table any more: once its old keys are gone, nothing of it is left.
  if (section === 'daemon' && Object.keys(rest).length === 0) delete without[section];
  const result = put(without, to, value);
  if (result === null) {
    notes.problems.push({ pointer: written, message: `is the old place of ${present}, which is set too` });
    return without;
  }
  notes.moves.push({ from: written, to: `/${to.join('/')}` });
  notes.warnings.push({ pointer: written, message: `"${key}" in [${section}] is old; write ${present}` });
  return result;
}

/** A copy with the value at the path; `null` when something is there already. */
function put(table: Table, path: readonly string[], value: unknown): Table | null {
  const [key = '', ...rest] = path;
  if (rest.length === 0) return Object.hasOwn(table, key) ? null : { ...table, [key]: value };
  const inner = table[key] ?? {};
  if (!isTable(inner)) return null;
  const changed = put(inner, rest, value);
  return changed === null ? null : { ...table, [key]: changed };
}

function dotted(path: readonly string[]): string {
  return `"${path.at(-1)}" in [${path.slice(0, -1).join('.')}]`;
}
