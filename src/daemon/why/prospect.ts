import type { CronjobStatusDto, WhyNextDto } from '#contract';
import { type Facts, told } from './facts.js';
import { autoRestartText } from './policy-steps.js';
import { whileText } from './wording.js';

/** What happens next unless somebody interferes. */
export function prospect(facts: Facts): WhyNextDto {
  const { status, spec } = facts;
  const reset = `the counter resets after ${whileText(spec.restartResetMs)} of uptime`;
  switch (status.state) {
    case 'backoff':
      if (status.attempt > 0) return due(facts, 'retry', (soon) => `attempt ${status.attempt + 1} of ${spec.retryCount + 1} ${soon}`);
      return due(
        facts,
        'restart',
        (soon) => `retry ${status.failures}${spec.maxRestarts > 0 ? ` of ${spec.maxRestarts}` : ''} ${soon}; ${reset}`,
      );
    case 'starting':
      return due(facts, 'count-as-started', (soon) => `it counts as started ${soon} if it is still alive then`);
    case 'stopping':
      return due(facts, 'kill', (soon) => `SIGKILL to the whole group ${soon} if any of it is still there`);
    case 'running':
      return whileRunning(facts);
    case 'stopped':
    case 'failed':
      return atRest(facts);
  }
}

function whileRunning(facts: Facts): WhyNextDto {
  const { status, spec, now } = facts;
  const leftMs = spec.restartResetMs - (status.uptimeMs ?? 0);
  if (status.failures > 0 && leftMs > 0) {
    const text = `the counter of ${status.failures} failures in a row resets in ${whileText(leftMs)}, after ${whileText(spec.restartResetMs)} of uptime`;
    return { what: 'reset', at: told(now + leftMs), in_seconds: seconds(leftMs), text };
  }
  const then = spec.autoRestart === 'never' ? 'stays down' : 'is restarted';
  return nothing(`it runs on; if it ends by itself it ${then} (${autoRestartText(spec)})`);
}

function atRest({ cronjob, now }: Facts): WhyNextDto {
  return cronjob === null ? nothing('it stays down until somebody starts it') : cronProspect(cronjob, now);
}

/** When a cronjob runs next. @param now milliseconds since the epoch */
export function cronProspect(cronjob: CronjobStatusDto, now: number): WhyNextDto {
  if (cronjob.next_run_at === null) return nothing(`no further run: the cronjob is ${cronjob.suspended ? 'suspended' : 'never due again'}`);
  const leftMs = Math.max(0, Date.parse(cronjob.next_run_at) - now);
  const text = `the cronjob is due in ${whileText(leftMs)} (${cronjob.schedule})`;
  return { what: 'run', at: cronjob.next_run_at, in_seconds: seconds(leftMs), text };
}

function due({ status, now }: Facts, what: WhyNextDto['what'], text: (soon: string) => string): WhyNextDto {
  const leftMs = status.dueInMs === null ? null : Math.max(0, status.dueInMs);
  const at = leftMs === null ? null : told(now + leftMs);
  return {
    what,
    at,
    in_seconds: leftMs === null ? null : seconds(leftMs),
    text: text(leftMs === null ? 'shortly' : `in ${whileText(leftMs)}`),
  };
}

function nothing(text: string): WhyNextDto {
  return { what: 'nothing', at: null, in_seconds: null, text };
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
