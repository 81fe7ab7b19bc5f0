import { DEFAULT_RESTART_STRATEGY, type ProcessSpec } from '#core';
import type { WhyStepDto } from '#contract';
import type { Facts } from './facts.js';
import { counted, whileText } from './wording.js';

/** Which rule decided what became of it after its end. */
export function policySteps(facts: Facts): readonly WhyStepDto[] {
  switch (facts.status.state) {
    case 'backoff':
      return [rule(facts.status.attempt > 0 ? retryRule(facts) : restartRule(facts))];
    case 'failed':
      return [failedStep(facts)];
    case 'stopped':
      return endedByItself(facts) ? [rule(restRule(facts.spec))] : [];
    case 'running':
      return runningSteps(facts);
    case 'starting':
    case 'stopping':
      return [];
  }
}

/** Whether it is at rest without anybody having asked for it. */
export function endedByItself({ status, past }: Facts): boolean {
  return status.lastExit !== null && past.latest('process.asked')?.what !== 'stop';
}

/** How `auto_restart` was written. */
export function autoRestartText({ autoRestart }: ProcessSpec): string {
  return `auto_restart = ${{ always: 'true', never: 'false', 'on-failure': '"on-failure"' }[autoRestart]}`;
}

function rule(text: string): WhyStepDto {
  return { kind: 'policy', at: null, text, by: null };
}

function retryRule({ status, spec }: Facts): string {
  return `retry_count = ${spec.retryCount} allows ${counted(spec.retryCount + 1, 'attempt')} of a start, of which this was number ${status.attempt}`;
}

function restartRule({ status, spec }: Facts): string {
  const { failures } = status;
  const most =
    spec.maxRestarts === 0 ? 'max_restarts = 0 never gives up' : `max_restarts = ${spec.maxRestarts} gives up after as many in a row`;
  return `${autoRestartText(spec)} restarts it ${waitText(spec, failures)}; failure ${failures} in a row, ${most}`;
}

function waitText(spec: ProcessSpec, failures: number): string {
  if (spec.restartStrategy !== DEFAULT_RESTART_STRATEGY) return `after the wait that restart_strategy = "${spec.restartStrategy}" gives`;
  if (spec.restartIntervalMs === 0) return 'at once';
  const factor = failures > 1 && spec.restartBackoff > 1 ? `, times ${spec.restartBackoff} for each further failure in a row` : '';
  return `after a wait of ${whileText(spec.restartIntervalMs)}${factor}`;
}

function failedStep(facts: Facts): WhyStepDto {
  const { spec, past } = facts;
  const gaveUp = past.since('process.gave-up', past.latest('process.asked')?.at ?? null);
  if (gaveUp === null) return rule(`${autoRestartText(spec)} does not restart it`);
  const parts = [
    ...(gaveUp.attempts > 0 ? [`${counted(gaveUp.attempts, 'attempt')} of the start (retry_count = ${spec.retryCount})`] : []),
    ...(gaveUp.failures > 0 ? [`${counted(gaveUp.failures, 'restart')} in a row (max_restarts = ${spec.maxRestarts})`] : []),
  ];
  return { kind: 'gave-up', at: gaveUp.at, text: `the daemon gave up after ${parts.join(' and ') || 'its end'}`, by: null };
}

function restRule(spec: ProcessSpec): string {
  const expected = `exit_codes = ${spec.exitCodes.join(', ') || 'none'}`;
  return spec.autoRestart === 'on-failure'
    ? `that is expected (${expected}), and ${autoRestartText(spec)} leaves it at that`
    : `${autoRestartText(spec)} does not restart it`;
}

function runningSteps({ status, past, spec }: Facts): readonly WhyStepDto[] {
  if (past.latest('process.started')?.automatic !== true) return [];
  return [rule(`${autoRestartText(spec)} restarted it, as it did ${counted(status.restarts, 'time')} so far`)];
}
