/** A moment and what was read then. */
export interface Point {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** `null` where there was nothing to read. */
  readonly value: number | null;
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below a value. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5].find((factor) => factor * power >= value * (1 - 1e-9));
  return (step ?? 10) * power;
}

/** Runs of points that belong together: the line is interrupted where nothing was read. */
export function runsOf(points: readonly Point[], longestGapMs: number): readonly (readonly (Point & { readonly value: number })[])[] {
  const runs: (Point & { readonly value: number })[][] = [];
  let last: Point | null = null;
  for (const { atMs, value } of points) {
    const isApart = last === null || last.value === null || atMs - last.atMs > longestGapMs;
    last = { atMs, value };
    if (value === null) continue;
    if (isApart) runs.push([]);
    runs.at(-1)?.push({ atMs, value });
  }
  return runs;
}

/** The point next to a moment. @returns its index, -1 when there is none */
export function nearest(points: readonly Point[], atMs: number): number {
  let found = -1;
  for (const [index, point] of points.entries()) {
    const before = points[found];
    if (before === undefined || Math.abs(point.atMs - atMs) < Math.abs(before.atMs - atMs)) found = index;
  }
  return found;
}
