import { distance } from 'fastest-levenshtein';

/** The known word nearest to a wrong one, when it is near enough to have been meant. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (far < bestDistance) [best, bestDistance] = [candidate, far];
  }
  return best;
}

/** A longer list of known keys helps nobody. */
const LONGEST_LIST = 12;

/**
 * What to say of a key nobody knows.
 *
 * @param others the present names of old names and other spellings, which may have been meant too
 */
export function describeUnknownKey(
  key: string,
  known: readonly string[],
  others: Readonly<Record<string, string>> = {},
): { message: string; suggestion?: string } {
  const near = nearest(key, [...known, ...Object.keys(others)]);
  const meant = near === undefined ? undefined : (others[near] ?? near);
  const message = `unknown key "${key}"`;
  if (meant !== undefined) return { message, suggestion: `did you mean "${meant}"?` };
  return known.length > LONGEST_LIST ? { message } : { message, suggestion: `known keys: ${known.join(', ')}` };
}
