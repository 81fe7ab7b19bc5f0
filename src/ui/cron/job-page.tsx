import './cron.css';
import { useEffect } from 'preact/hooks';
import type { CronjobStatusDto } from '#contract';
import { hrefOf } from '../parts/place.js';
import type { PageProps } from '../parts/page-loader.js';
import { areCronjobsKnown, cronjobs, keepCronjobs } from './cronjobs.js';
import { JobBadge } from './job-badges.js';
import { JobButtons } from './job-buttons.js';
import { NextRuns } from './next-runs.js';
import { RunHistory } from './run-history.js';
import { Schedule } from './schedule.js';

/** One cronjob: its schedule, its next runs and those there were. */
export function JobPage({ name }: PageProps) {
  useEffect(() => keepCronjobs(), []);
  const job = cronjobs.value.find((each) => each.name === name);
  return (
    <main class="sheet">
      <nav class="trail" aria-label="Where this is">
        <a href={hrefOf('cron')}>Cron</a> / <span aria-current="page">{name}</span>
      </nav>
      {job === undefined ? <Absent name={name} /> : <Present job={job} />}
    </main>
  );
}

function Absent({ name }: PageProps) {
  return (
    <>
      <h1>{name}</h1>
      <p>{areCronjobsKnown.value ? 'There is no such cronjob (any more).' : 'Reading the cronjobs …'}</p>
    </>
  );
}

function Present({ job }: { readonly job: CronjobStatusDto }) {
  return (
    <>
      <div class="title">
        <h1>{job.name}</h1>
        <JobBadge job={job} />
        <JobButtons job={job} />
      </div>
      <section class="card" aria-labelledby="schedule">
        <h2 id="schedule">Schedule</h2>
        <Schedule job={job} />
        <p class="remark">
          {job.time_zone === null && !job.schedule.startsWith('@every') && 'By the clock of the daemon. '}
          {OVERLAPS[job.concurrency_policy]}
          {job.starting_deadline !== null && ` One that is late by more than ${job.starting_deadline} does not begin any more.`}
        </p>
        <NextRuns job={job} />
      </section>
      <RunHistory job={job} />
    </>
  );
}

/** What happens when it is due while it runs. */
const OVERLAPS: Readonly<Record<CronjobStatusDto['concurrency_policy'], string>> = {
  Forbid: 'It does not run while the run before has not ended.',
  Allow: 'Runs may overlap.',
  Replace: 'A run that is under way when the next is due is stopped.',
};
