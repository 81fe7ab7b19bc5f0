import { effect, signal } from '@preact/signals';
import type { CronjobStatusDto, EventDto, EventGapDto } from '#contract';
import { ask } from '../api/request.js';
import { gathered } from '../store/gathered.js';
import { latestEvents, link } from '../store/live-link.js';

/** As the daemon orders them. */
export const cronjobs = signal<readonly CronjobStatusDto[]>([]);
/** `false` until the daemon has told for the first time. */
export const areCronjobsKnown = signal(false);

/** Shows them as they are until it is told to end. */
export function keepCronjobs(): () => void {
  const read = gathered(readCronjobs);
  const ends = [
    effect(() => {
      if (link.value.isOpen) read();
    }),
    effect(() => {
      if (latestEvents.value.some(isAboutCronjobs)) read();
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** What the daemon has answered with when one was changed. */
export function noteCronjob(changed: CronjobStatusDto): void {
  cronjobs.value = cronjobs.value.map((job) => (job.name === changed.name ? changed : job));
}

async function readCronjobs(): Promise<void> {
  try {
    cronjobs.value = await ask('cronjobs', {});
    areCronjobsKnown.value = true;
  } catch {
    // They are asked for again with the next connection, or when the next thing happens.
  }
}

function isAboutCronjobs({ type }: EventDto | EventGapDto): boolean {
  return type.startsWith('cron.') || type.startsWith('program.') || type === 'config.reloaded' || type === 'gap';
}
