import type { CronjobStatusDto } from '#contract';
import { scheduleWords } from './schedule-words.js';

/** When it runs, in words and as it is written, and by whose clock where that is not the daemon's. */
export function Schedule({ job: { schedule, time_zone: zone } }: { readonly job: CronjobStatusDto }) {
  const words = scheduleWords(schedule);
  return (
    <span class="schedule">
      {words !== null && <span class="words">{words}</span>}
      <code>{schedule}</code> {zone !== null && <span class="zone">{zone}</span>}
    </span>
  );
}
