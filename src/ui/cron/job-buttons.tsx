import type { CronjobStatusDto } from '#contract';
import { perform } from '../processes/deeds.js';
import { may } from '../session/session.js';
import { setSuspended, trigger } from './job-deeds.js';

/** What can be done to a cronjob. A viewer gets none. */
export function JobButtons({ job }: { readonly job: CronjobStatusDto }) {
  if (!may('operator')) return null;
  const { name, running, suspended } = job;
  // The daemon would refuse it.
  const isInTheWay = running.length > 0 && job.concurrency_policy === 'Forbid';
  return (
    <span class="deeds">
      {running.length > 0 && (
        <button
          type="button"
          aria-label={`Stop the run of ${name}`}
          onClick={() => void perform('stop', { kind: 'names', names: running })}
        >
          Stop
        </button>
      )}
      <button type="button" aria-label={`Run now: ${name}`} disabled={isInTheWay} onClick={() => void trigger(job)}>
        Run now
      </button>
      <button type="button" aria-label={`${suspended ? 'Resume' : 'Suspend'} ${name}`} onClick={() => void setSuspended(job, !suspended)}>
        {suspended ? 'Resume' : 'Suspend'}
      </button>
    </span>
  );
}
