/** What became of `line 1`, `line 2`, … on their way into a log. */
export interface LineAccount {
  /** How many were written, as far as the highest number tells. */
  readonly written: number;
  readonly missing: number;
  /** Numbers that stand there more than once. */
  readonly doubled: number;
  /** Numbers lower than the one before. */
  readonly disordered: number;
  /** Lines that are none of ours. */
  readonly garbled: readonly string[];
}

const NUMBERED = /^line (\d+)$/;

/** Takes stock of a log of numbered lines. */
export function accountOfLines(lines: readonly string[]): LineAccount {
  const numbers = lines.flatMap((line) => NUMBERED.exec(line)?.[1] ?? []).map(Number);
  const written = numbers.reduce((highest, number) => Math.max(highest, number), 0);
  const distinct = new Set(numbers).size;
  return {
    written,
    missing: written - distinct,
    doubled: numbers.length - distinct,
    disordered: numbers.filter((number, at) => at > 0 && number < numbers[at - 1]!).length,
    garbled: lines.filter((line) => !NUMBERED.test(line)),
  };
}
