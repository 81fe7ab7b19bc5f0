import type { GroupStatusDto } from '#contract';
import type { Io } from '../terminal/io.js';
import { renderStatuses } from './status-table.js';

/** The members of a group one after the other; instances are named after their member. */
export function renderGroup(io: Io, group: GroupStatusDto): string {
  return renderStatuses(io, Object.values(group).flat());
}
