import { signal } from '@preact/signals';
import type { GroupListItemDto } from '#contract';
import { ask } from '../api/request.js';

export const groups = signal<readonly GroupListItemDto[]>([]);

/** `false` until the daemon has told for the first time. */
export const areGroupsKnown = signal(false);

/** They change with the configuration only. */
export async function readGroups(): Promise<void> {
  try {
    groups.value = await ask('groups', {});
    areGroupsKnown.value = true;
  } catch {
    // They are asked for again with the next connection; until then those from before are shown.
  }
}
