import { readFileSync } from 'node:fs';
import { errnoOf, writeFileAtomically } from '#core';
import type { CronRun } from './cron-run.js';
import type { TickerPast } from './ticker.js';

/** What has to outlive the daemon, beside the runs that ended. Times are milliseconds since the epoch. */
export interface CronState extends TickerPast {
  readonly version: 1;
  /** Schedule and time zone that the times belong to. */
  readonly schedule: string;
  readonly timeZone: string | null;
  /** What the definition says, and what was made of it since. */
  readonly suspend: { readonly declared: boolean; readonly actual: boolean };
  /** Runs under way, the latest first. */
  readonly running: readonly CronRun[];
}

/** The state that was written down last; `null` when there is none, or none that is understood. */
export function readCronState(path: string): CronState | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
  return parse(text);
}

/** @throws the system error when it cannot be written */
export function writeCronState(path: string, state: CronState): void {
  writeFileAtomically(path, `${JSON.stringify(state)}\n`);
}

function parse(text: string): CronState | null {
  try {
    const state = JSON.parse(text) as CronState | null;
    const isOurs = state?.version === 1 && Array.isArray(state.running) && typeof state.suspend.actual === 'boolean';
    return isOurs && Number.isFinite(state.anchorAt) && Number.isFinite(state.settledUntil) ? state : null;
  } catch {
    return null; // torn by a crash of the host: the same as none
  }
}
