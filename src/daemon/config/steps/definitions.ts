import type { Origin, Program } from '#core';
import { type Cronjob, type CronjobSpecDto, type EntryDto, isCronjobType, mapCronjob, mapSpec, type SpecContext } from '#contract';
import type { Draft } from '../draft.js';

/** A process or cronjob with the place it was written at. */
export type Definition = { readonly draft: Draft; /** Pointer of its `spec`. */ readonly pointer: string } & (
  { readonly kind: 'process'; readonly value: Program } | { readonly kind: 'cronjob'; readonly value: Cronjob }
);

/** Step 7: maps a checked entry, which completes it with the defaults and interpolates its environment. `null` when it has problems. */
export function mapEntry(entry: EntryDto, draft: Draft, pointer: string, context: SpecContext, origin: Origin): Definition | null {
  const place = { draft, pointer };
  if (isCronjobType(entry.type)) {
    const { cronjob, problems } = mapCronjob(entry.spec as CronjobSpecDto, context);
    draft.report(problems, pointer);
    return problems.length > 0 ? null : { ...place, kind: 'cronjob', value: { spec: cronjob, origin, source: draft.file } };
  }
  const { spec, problems } = mapSpec(entry.spec, context);
  draft.report(problems, pointer);
  return problems.length > 0 ? null : { ...place, kind: 'process', value: { spec, origin, source: draft.file } };
}

/** The name of a definition. */
export function nameOf(definition: Definition): string {
  return definition.value.spec.name;
}
