import type { StatusDto } from '#contract';
import { noteOf, untilText } from '../render/status-table.js';
import { printable } from '../render/text-width.js';

/** What explains the state of a process in a few words; empty when nothing does. @param nowMs milliseconds since the epoch */
export function explanationOf(row: StatusDto, nowMs: number): string {
  const next = row.next_restart_at === null ? null : `next ${untilText(row.next_restart_at, nowMs)}`;
  return printable([noteOf(row), next].filter((part) => part !== null).join(', '));
}
