import { isDeepStrictEqual } from 'node:util';
import type { ConfigTableDto, KeyChangeDto, Role } from '#contract';
import { flatKeys } from './flat-keys.js';
import { maskedTable } from './masked-table.js';

/** What differs between two tables, by whole names, sorted. A secret that is another one is told, and neither of both shown. */
export function keyChanges(before: ConfigTableDto, after: ConfigTableDto, role: Role): readonly KeyChangeDto[] {
  const [old, now] = [flatKeys(before), flatKeys(after)];
  const [shownOld, shownNow] = [flatKeys(maskedTable(before, role)), flatKeys(maskedTable(after, role))];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names
    .filter((name) => !isDeepStrictEqual(old.get(name), now.get(name)))
    .map((key) => ({
      key,
      ...(shownOld.has(key) ? { before: shownOld.get(key) } : {}),
      ...(shownNow.has(key) ? { after: shownNow.get(key) } : {}),
    }));
}
