import type { Position } from './source-file.js';

/**
 * The position of a key, or of the nearest table around it that is written somewhere.
 *
 * @param find the offset of exactly this path
 */
export function nearestPosition(
  tokens: readonly string[],
  find: (tokens: readonly string[]) => number | undefined,
  position: (offset: number) => Position,
): Position | null {
  for (let length = tokens.length; length > 0; length -= 1) {
    const offset = find(tokens.slice(0, length));
    if (offset !== undefined) return position(offset);
  }
  return null;
}
