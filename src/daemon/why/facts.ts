import type { ProcessSpec, ProcessStatus } from '#core';
import type { CronjobStatusDto } from '#contract';
import type { Past } from './past.js';

/** All that an explanation is made from. */
export interface Facts {
  readonly status: ProcessStatus;
  readonly spec: ProcessSpec;
  readonly past: Past;
  /** The cronjob that it is a run of; `null` = of none. */
  readonly cronjob: CronjobStatusDto | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** When something happened or will, as it is told. */
export function told(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
