import { isDeepStrictEqual } from 'node:util';
import { type ChangeReport, instancesOf, type Program } from '#core';
import { type ConfigTableDto, type Cronjob, type DefinitionChangeDto, effectiveCronjob, effectiveSpec, type Role } from '#contract';
import type { GroupConfig } from '../config/index.js';
import { keyChanges } from '../configuration/index.js';

type Kind = DefinitionChangeDto['kind'];

/** A definition of any kind. */
interface Definition {
  readonly name: string;
  readonly source: string | null;
  readonly table: ConfigTableDto;
}

/** Definitions of one kind before and after. */
interface Comparison<Of> {
  readonly kind: Kind;
  readonly before: readonly Of[];
  readonly after: readonly Of[];
  readonly read: (of: Of) => Definition;
  /** @param after by whose name there was one before */
  readonly isSame: (after: Of, before: Of) => boolean;
}

/** @param before what the manager has. @param report what it would do */
export function processChanges(
  before: readonly Program[],
  after: readonly Program[],
  report: ChangeReport,
  role: Role,
): readonly DefinitionChangeDto[] {
  const names = new Set([...after.map(({ spec }) => spec.name), ...report.removed]);
  const [unchanged, restarted] = [new Set(report.unchanged), new Set(report.restarted)];
  const changes = changesOf<Program>(
    {
      kind: 'process',
      // What came through the API alone, and runs of cronjobs, are not the configuration's to remove.
      before: before.filter(({ spec }) => names.has(spec.name)),
      after,
      read: ({ spec, source }) => ({ name: spec.name, source, table: effectiveSpec(spec) }),
      isSame: ({ spec }) => unchanged.has(spec.name),
    },
    role,
  );
  const instances = new Map(after.map(({ spec }) => [spec.name, instancesOf(spec).map(({ name }) => name)]));
  return changes.map((change) => ({ ...change, restarts: (instances.get(change.name) ?? []).filter((name) => restarted.has(name)) }));
}

export function cronjobChanges(before: readonly Cronjob[], after: readonly Cronjob[], role: Role): readonly DefinitionChangeDto[] {
  const read = ({ spec, source }: Cronjob): Definition => ({ name: spec.name, source, table: effectiveCronjob(spec) });
  return changesOf({ kind: 'cronjob', before, after, read, isSame: (now, old) => isDeepStrictEqual(now.spec, old.spec) }, role);
}

/** @param file the main one, where groups are defined */
export function groupChanges(
  before: readonly GroupConfig[],
  after: readonly GroupConfig[],
  file: string,
  role: Role,
): readonly DefinitionChangeDto[] {
  const read = ({ name, members }: GroupConfig): Definition => ({ name, source: file, table: { members } });
  return changesOf({ kind: 'group', before, after, read, isSame: isDeepStrictEqual }, role);
}

function changesOf<Of>({ kind, before, after, read, isSame }: Comparison<Of>, role: Role): readonly DefinitionChangeDto[] {
  const old = new Map(before.map((of) => [read(of).name, of]));
  const changes = after.flatMap((of): DefinitionChangeDto[] => {
    const { name, source, table } = read(of);
    const known = old.get(name);
    old.delete(name);
    if (known === undefined) return [{ kind, name, what: 'added', source, restarts: [], keys: [] }];
    if (isSame(of, known)) return [];
    return [{ kind, name, what: 'changed', source, restarts: [], keys: keyChanges(read(known).table, table, role) }];
  });
  const gone = [...old.values()].map((of): DefinitionChangeDto => {
    const { name, source } = read(of);
    return { kind, name, what: 'removed', source, restarts: [], keys: [] };
  });
  return [...changes, ...gone];
}
