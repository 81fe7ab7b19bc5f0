import type { CronjobStatusDto } from '#contract';
import { hrefOf } from '../parts/place.js';
import { tookText } from '../parts/wording.js';
import { JobBadge, ResultBadge } from './job-badges.js';
import { JobButtons } from './job-buttons.js';
import { Moment } from './moment.js';
import { Schedule } from './schedule.js';

/** One cronjob among others: when it runs, when next, and how it went last. */
export function JobRow({ job }: { readonly job: CronjobStatusDto }) {
  const { name, next_run_at: next, last_run: last } = job;
  return (
    <li class="card job">
      <div class="job-name">
        <h2>
          <a href={hrefOf('cron', name)}>{name}</a>
        </h2>
        <JobBadge job={job} />
        <Schedule job={job} />
      </div>
      <dl>
        <div>
          <dt>Next run</dt>
          <dd>{next === null ? '–' : <Moment at={next} />}</dd>
        </div>
        <div>
          <dt>Last run</dt>
          <dd>
            {last === null || last.started_at === null ? (
              'none yet'
            ) : (
              <>
                <ResultBadge result={last.result} /> <Moment at={last.started_at} />
                {last.duration_seconds !== null && <span class="remark">, took {tookText(last.duration_seconds)}</span>}
              </>
            )}
          </dd>
        </div>
      </dl>
      <JobButtons job={job} />
    </li>
  );
}
