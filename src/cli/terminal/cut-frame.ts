import type { Io } from './io.js';

/**
 * A frame that fits on the screen: of one with too many lines the end of the middle is left out and counted, the last line stays. Without a
 * line end at its own end, which would scroll a full screen.
 */
export function cutFrame({ rows }: Pick<Io, 'rows'>, frame: string): string {
  const lines = frame.replace(/\n$/, '').split('\n');
  if (rows === null || lines.length <= rows) return lines.join('\n');
  const shown = lines.slice(0, Math.max(1, rows - 2));
  const hidden = lines.length - shown.length - 1;
  return [...shown, `… ${hidden} more lines`, ...lines.slice(-1)].join('\n');
}
