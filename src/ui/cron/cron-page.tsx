import './cron.css';
import { useEffect } from 'preact/hooks';
import { areCronjobsKnown, cronjobs, keepCronjobs } from './cronjobs.js';
import { JobRow } from './job-row.js';

/** What runs by a schedule. */
export function CronPage() {
  useEffect(() => keepCronjobs(), []);
  return (
    <main class="sheet">
      <h1>Cronjobs</h1>
      <ul class="jobs" aria-label="Cronjobs">
        {cronjobs.value.map((job) => (
          <JobRow key={job.name} job={job} />
        ))}
      </ul>
      {cronjobs.value.length === 0 && <p class="empty">{areCronjobsKnown.value ? NONE : 'Reading the cronjobs …'}</p>}
    </main>
  );
}

const NONE = 'The configuration has no cronjobs. One is a program with a schedule.';
