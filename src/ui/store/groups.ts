import { signal } from '@preact/signals';
import type { GroupListItemDto } from '#contract';
import { ask } from '../api/request.js';

export const groups = signal<readonly GroupListItemDto[]>([]);

/** Groups change with the configuration only. */
export async function readGroups(): Promise<void> {
  groups.value = await ask('groups', {}).catch(() => groups.value);
}
