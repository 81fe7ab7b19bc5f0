import type { LogLineDto } from '#contract';

/** `2026-01-31T23:59:59.999Z `, as the core's timestamp sink writes it: equal length, so that texts sort as times do. */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /;

/**
 * The lines of two streams in the order in which they were read, by the time that each begins with. A line without a time stays with the one
 * before it; of lines of the same moment those of the first stream come first.
 */
export function interleaved(first: readonly LogLineDto[], second: readonly LogLineDto[]): LogLineDto[] {
  const [left, right] = [timed(first), timed(second)];
  const lines: LogLineDto[] = [];
  let at = 0;
  for (const { time, line } of left) {
    while (at < right.length && right[at]!.time < time) lines.push(right[at++]!.line);
    lines.push(line);
  }
  return [...lines, ...right.slice(at).map(({ line }) => line)];
}

function timed(lines: readonly LogLineDto[]): readonly { readonly time: string; readonly line: LogLineDto }[] {
  let time = '';
  return lines.map((line) => {
    time = STAMP.exec(line.line)?.[0] ?? time;
    return { time, line };
  });
}
