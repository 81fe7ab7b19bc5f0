import type { Origin, ProcessSpec } from '#core';
import type { FieldProblem } from '../api/problem.dto.js';
import type { ConcurrencyPolicy, CronjobSpecDto } from '../config/cronjob-spec.dto.js';
import { parseDuration } from '../duration.js';
import { type CronSchedule, parseSchedule } from '../schedule.js';
import { mapSpec } from './map-spec.js';
import type { SpecContext } from './spec-context.js';

/** A cronjob, complete and immutable. */
export interface CronjobSpec {
  readonly name: string;
  readonly schedule: CronSchedule;
  /** The schedule as its author wrote it. */
  readonly scheduleText: string;
  /** IANA name; `null` = that of the daemon. */
  readonly timeZone: string | null;
  readonly concurrencyPolicy: ConcurrencyPolicy;
  readonly suspended: boolean;
  /** A run that could not begin within this time of its tick is skipped; `null` = no deadline. */
  readonly startingDeadlineMs: number | null;
  /** What it runs. Its `document` is that of the whole cronjob. */
  readonly process: ProcessSpec;
}

/** A cronjob and where it came from. */
export interface Cronjob {
  readonly spec: CronjobSpec;
  readonly origin: Origin;
  /** The file that holds it. */
  readonly source: string;
}

/** A cronjob, and what is wrong with it; use it only when there are no problems. */
export interface MappedCronjob {
  readonly cronjob: CronjobSpec;
  readonly problems: readonly FieldProblem[];
}

/** Maps a checked wire cronjob and reports everything that only the whole shows. */
export function mapCronjob(dto: CronjobSpecDto, context: SpecContext): MappedCronjob {
  const { spec, problems } = mapSpec(dto, context);
  const schedule = parseSchedule(dto.schedule);
  const found = [
    ...problems,
    ...(typeof schedule === 'string' ? [{ pointer: '/schedule', message: schedule }] : []),
    ...policyProblems(dto),
  ];
  const cronjob: CronjobSpec = {
    name: dto.name,
    schedule: typeof schedule === 'string' ? { kind: 'cron', expression: dto.schedule } : schedule,
    scheduleText: dto.schedule,
    timeZone: dto.time_zone ?? null,
    concurrencyPolicy: dto.concurrency_policy ?? (dto.singleton === false ? 'Allow' : 'Forbid'),
    suspended: dto.suspend ?? false,
    startingDeadlineMs: dto.starting_deadline === undefined || dto.starting_deadline === null ? null : parseDuration(dto.starting_deadline),
    process: { ...spec, autoRestart: 'never', instances: 1 },
  };
  return { cronjob, problems: found };
}

function policyProblems(dto: CronjobSpecDto): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (dto.auto_restart)
    problems.push({ pointer: '/auto_restart', message: 'must not be set in a cronjob: its schedule decides when it runs again' });
  if ((dto.instances ?? 1) > 1) {
    problems.push({
      pointer: '/instances',
      message: 'must not be more than 1 in a cronjob',
      suggestion: 'concurrency_policy = "Allow" lets runs overlap',
    });
  }
  if (dto.required) problems.push({ pointer: '/required', message: 'must not be set in a cronjob: between its runs it does not run' });
  const { singleton, concurrency_policy: policy } = dto;
  const isStated = typeof singleton === 'boolean' && typeof policy === 'string';
  if (isStated && singleton === (policy === 'Allow')) {
    problems.push({ pointer: '/singleton', message: `contradicts concurrency_policy = "${policy}"; leave one of them out` });
  }
  return problems;
}
