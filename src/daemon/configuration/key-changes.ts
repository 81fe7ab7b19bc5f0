import { isDeepStrictEqual } from 'node:util';
import type { ConfigTableDto, KeyChangeDto, Role } from '#contract';
import { flatKeys, type FlatValue } from './flat-keys.js';
import { maskedValue } from './masked-table.js';

/** What differs between two tables, by whole names, sorted. A secret that is another one is told, and neither of both shown. */
export function keyChanges(before: ConfigTableDto, after: ConfigTableDto, role: Role): readonly KeyChangeDto[] {
  const [old, now] = [flatKeys(before), flatKeys(after)];
  const shown = ({ path, value }: FlatValue): unknown => maskedValue(path, value, role);
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    if (isDeepStrictEqual(was?.value, is?.value)) return [];
    return [{ key, ...(was === undefined ? {} : { before: shown(was) }), ...(is === undefined ? {} : { after: shown(is) }) }];
  });
}
