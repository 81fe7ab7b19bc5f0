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

/** What to say of a key nobody knows. */
export function describeUnknownKey(key: string, known: readonly string[]): { message: string; suggestion?: string } {
  const meant = nearest(key, known);
  const message = `unknown key "${key}"`;
  return meant === undefined
    ? { message, suggestion: `known keys: ${known.join(', ')}` }
    : { message, suggestion: `did you mean "${meant}"?` };
}
