const pad = (value: number): string => String(value).padStart(2, '0');

/** An RFC 3339 time as people read it, in the time zone of whoever asks: `2026-11-23 04:30:00`. */
export function formatMoment(time: string): string {
  const at = new Date(time);
  const date = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map(pad).join('-');
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(pad).join(':')}`;
}
