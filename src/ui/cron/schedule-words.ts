import cronstrue from 'cronstrue';

/** A schedule in words: `30 2 * * 1-5` is "At 02:30, Monday through Friday". `null` where there are no better ones. */
export function scheduleWords(schedule: string): string | null {
  const text = schedule.trim();
  const [, distance] = /^@every\s+(.+)$/.exec(text) ?? [];
  if (distance !== undefined) return `Every ${distance.replace(/(?<=h)0m(?=0s|$)|(?<=[hm])0s$/g, '')}`;
  try {
    return cronstrue.toString(text === '@midnight' ? '@daily' : text, { use24HourTimeFormat: true });
  } catch {
    return null; // The daemon understands it, the library does not: it is shown as it is written.
  }
}
