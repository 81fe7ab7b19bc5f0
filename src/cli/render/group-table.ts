import type { GroupStatusDto } from '#contract';
import type { Io } from '../terminal/io.js';
import { renderSummary } from './status-summary.js';
import { renderStatuses } from './status-table.js';

/** The members of a group one after the other; instances are named after their member. Those whose file was left out have none. */
export function renderGroup(io: Io, group: GroupStatusDto): string {
  const rows = Object.values(group).flat();
  const missing = Object.keys(group).filter((member) => group[member]?.length === 0);
  const note = missing.length === 0 ? '' : `${missing.join(', ')}: left out, see 'provisr validate'\n`;
  return renderStatuses(io, rows) + note + renderSummary(io, rows);
}
