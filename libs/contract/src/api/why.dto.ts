import type { Actor, ProcessState } from '#core';
import type { Timestamp } from './scalar.dto.js';

/** What a step of the chain is about. */
export type WhyStepKind =
  | 'order'
  | 'change'
  | 'start'
  | 'adoption'
  | 'exit'
  | 'signal'
  | 'out-of-memory'
  | 'failed-start'
  | 'detector-loss'
  | 'unseen-end'
  | 'kill'
  | 'policy'
  | 'gave-up'
  | 'cron-run'
  | 'cron-skip';

/** One thing that led to what is. */
export interface WhyStepDto {
  readonly kind: WhyStepKind;
  /** `null` for what has no moment, such as a rule. */
  readonly at: Timestamp | null;
  /** A sentence without a full stop. */
  readonly text: string;
  /** Who asked for it; `null`: nobody in particular. */
  readonly by: Actor | null;
}

/** What happens next unless somebody interferes. */
export interface WhyNextDto {
  /**
   * `retry`: another attempt of the same start; `restart`: by the restart policy; `count-as-started`: it has been alive long enough; `kill`:
   * SIGKILL; `reset`: the counter of failures begins anew; `run`: the cronjob is due; `nothing`: it stays as it is.
   */
  readonly what: 'retry' | 'restart' | 'count-as-started' | 'kill' | 'reset' | 'run' | 'nothing';
  readonly at: Timestamp | null;
  readonly in_seconds: number | null;
  /** A sentence without a full stop. */
  readonly text: string;
}

/** Why a process is as it is. */
export interface WhyDto {
  readonly name: string;
  /** `null` for a cronjob of which no run is known. */
  readonly state: ProcessState | null;
  /** What is, and what led to it, in a sentence without a full stop. */
  readonly summary: string;
  /** The chain, the earliest first. */
  readonly steps: readonly WhyStepDto[];
  readonly next: WhyNextDto;
}
