import type { CronjobStatusDto, WhyDto, WhyStepDto } from '#contract';
import { cronSteps } from './cron-steps.js';
import type { Facts } from './facts.js';
import { orderSteps, orderText } from './order-steps.js';
import type { Past } from './past.js';
import { endedByItself, policySteps } from './policy-steps.js';
import { cronProspect, prospect } from './prospect.js';
import { endSteps, startSteps } from './run-steps.js';
import { exitText } from './wording.js';

/** Why a process is as it is: a pure function of what is known of it. */
export function explain(facts: Facts): WhyDto {
  const { status, past, cronjob } = facts;
  const parts = [cronSteps(past, cronjob), orderSteps(facts), endSteps(facts), policySteps(facts), startSteps(facts)];
  const steps = inOrder(parts.flat());
  const next = prospect(facts);
  const [reason, skip] = [reasonOf(facts, steps), steps.at(-1)];
  const skipped = skip?.kind === 'cron-skip' ? `; ${skip.text}` : '';
  const summary = `${status.name} is ${stateText(facts)}: ${reason}${status.state === 'backoff' ? `; ${next.text}` : ''}${skipped}`;
  return { name: status.name, state: status.state, summary, steps, next };
}

/** Why a cronjob of which no run is known does not run. */
export function explainIdleCronjob(past: Past, cronjob: CronjobStatusDto, now: number): WhyDto {
  const steps = inOrder(cronSteps(past, cronjob));
  const last = steps.at(-1)?.text ?? 'it has not been due yet';
  const summary = `${cronjob.name} is a cronjob that does not run now: ${last}`;
  return { name: cronjob.name, state: null, summary, steps, next: cronProspect(cronjob, now) };
}

/** By their times; what has none stays behind the one that it belongs to. */
function inOrder(steps: readonly WhyStepDto[]): readonly WhyStepDto[] {
  let last = 0;
  const placed = steps.map((step) => ({ step, at: (last = step.at === null ? last : Date.parse(step.at)) }));
  return placed.toSorted((left, right) => left.at - right.at).map(({ step }) => step);
}

function stateText({ status }: Facts): string {
  const pid = status.pid === null ? '' : ` as ${status.pid}`;
  switch (status.state) {
    case 'backoff':
      return 'waiting for its next attempt';
    case 'failed':
      return 'failed';
    case 'stopped':
      return 'stopped';
    case 'running':
    case 'starting':
    case 'stopping':
      return `${status.state}${pid}`;
  }
}

function reasonOf(facts: Facts, steps: readonly WhyStepDto[]): string {
  const end = endText(facts);
  switch (facts.status.state) {
    case 'backoff':
      return end;
    case 'failed':
      return `${end}, and ${steps.findLast(({ kind }) => kind === 'gave-up' || kind === 'policy')?.text ?? 'nobody restarts it'}`;
    case 'stopped':
      return endedByItself(facts) ? end : (ordered(facts.past) ?? 'it was not started yet');
    case 'running':
    case 'starting':
      return upReason(facts);
    case 'stopping':
      return ordered(facts.past) ?? end;
  }
}

function upReason(facts: Facts): string {
  const { status, past } = facts;
  if (past.latest('process.started')?.automatic === true && status.lastExit !== null) return `${endText(facts)}, and was restarted`;
  return ordered(past) ?? (status.adopted ? 'it was taken over from an earlier daemon' : 'nobody remembers who started it');
}

function endText({ status }: Facts): string {
  return status.lastExit === null ? 'nobody knows how it ended' : exitText(status.lastExit);
}

function ordered(past: Past): string | null {
  const asked = past.latest('process.asked');
  return asked === null ? null : orderText(asked);
}
