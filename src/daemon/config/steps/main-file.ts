import { access } from 'node:fs/promises';
import { errnoOf, ProvisrError } from '#core';
import { DaemonConfigDto, type EntryDto, type GroupDto, inspectWire, isTable, normaliseConfig, type Notes, pointerTokens } from '#contract';
import { Draft } from '../draft.js';

/** The configuration less what has problems. */
export type WellFormed = Omit<DaemonConfigDto, 'processes' | 'groups'> & {
  readonly processes?: readonly (EntryDto | null)[];
  readonly groups?: readonly (GroupDto | null)[];
};

/** The main file in today's form, checked key by key. */
export interface MainFile {
  readonly draft: Draft;
  /** What is well-formed of it, so that the later steps can go on looking for more; elements with problems are `null`. */
  readonly dto: WellFormed;
}

/** Where the main file comes from, beside its name. */
export interface MainSource {
  readonly isOptional?: boolean;
  readonly document?: unknown;
}

/**
 * Steps 1 to 4 for the main file: read, parse, rename, check.
 *
 * @param from `isOptional`: a file that is not there counts as empty; `document`: what it holds, and it is not looked for
 * @throws ProvisrError PROVISR_CONFIG_NOT_FOUND
 */
export async function readMainFile(file: string, { isOptional, document }: MainSource): Promise<MainFile> {
  if (document !== undefined) return checked(Draft.of(file, document, inTodaysForm));
  if (isOptional === true && !(await exists(file))) return { draft: Draft.empty(file), dto: new DaemonConfigDto() };
  await mustExist(file);
  return checked(await Draft.open(file, inTodaysForm));
}

function inTodaysForm(data: unknown, notes: Notes): unknown {
  return isTable(data) ? normaliseConfig(data, notes) : (data ?? {});
}

function checked(draft: Draft): MainFile {
  if (draft.isUnreadable) return { draft, dto: new DaemonConfigDto() };
  const { value, problems } = inspectWire(DaemonConfigDto, draft.data);
  draft.report(problems);
  return {
    draft,
    dto: withoutBroken(
      value,
      problems.map((problem) => problem.pointer),
    ),
  };
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    (error: unknown) => errnoOf(error) !== 'ENOENT',
  );
}

async function mustExist(file: string): Promise<void> {
  try {
    await access(file);
  } catch (cause) {
    throw new ProvisrError('PROVISR_CONFIG_NOT_FOUND', `no configuration file at ${file}`, {
      hint: 'name one with --config FILE',
      details: { file },
      cause,
    });
  }
}

/**
 * Leaves out what has a problem, so that the later steps see only what is well-formed: the nearest key around it, of `processes`
 * and `groups` the whole element.
 */
function withoutBroken(dto: WellFormed, pointers: readonly string[]): WellFormed {
  return pointers.reduce((table, pointer) => without(table, pointerTokens(pointer)), dto);
}

function without<T extends object>(table: T, [key = '', next, ...rest]: readonly string[]): T {
  const inner = (table as Record<string, unknown>)[key];
  if (next !== undefined && isTable(inner)) return { ...table, [key]: without(inner, [next, ...rest]) };
  if (next !== undefined && Array.isArray(inner) && (key === 'processes' || key === 'groups')) {
    return { ...table, [key]: inner.map((item: unknown, index) => (String(index) === next ? null : item)) };
  }
  const { [key as keyof T]: _broken, ...others } = table;
  return others as T;
}
