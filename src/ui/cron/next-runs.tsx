import type { CronjobStatusDto } from '#contract';
import { momentInZone } from '../parts/wording.js';
import { Moment } from './moment.js';

/** The next moments at which it is due: by the clock of whoever looks, and by its own where that is another. */
export function NextRuns({ job: { next_runs: moments, time_zone: zone, suspended } }: { readonly job: CronjobStatusDto }) {
  if (suspended) return <p>It is suspended: its schedule does not count until it is resumed.</p>;
  const isElsewhere = zone !== null && zone !== Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <h3>{isElsewhere ? `Next runs, here and by the clock of ${zone}` : 'Next runs'}</h3>
      <ol class="next-runs">
        {moments.map((at) => (
          <li key={at}>
            <Moment at={at} />
            {isElsewhere && <span class="remark"> · {momentInZone(at, zone)}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}
