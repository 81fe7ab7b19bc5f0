import { ProvisrError } from '../errors.js';

/** Which processes an operation means. Exactly one kind. */
export type Selector =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'base'; readonly base: string }
  | { readonly kind: 'wildcard'; readonly pattern: string }
  | { readonly kind: 'all' };

/** `*` stands for any run of characters, any number of times; everything else is literal. */
export function wildcardMatcher(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts.length > 1 ? (parts.at(-1) ?? '') : null;
  const middle = parts.slice(1, -1);
  return (name) => {
    if (last === null) return name === first;
    if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
    let from = first.length;
    const end = name.length - last.length;
    for (const part of middle) {
      const found = name.indexOf(part, from);
      if (found < 0 || found + part.length > end) return false;
      from = found + part.length;
    }
    return true;
  };
}

/** `web` selects `web` and `web-<number>`, not `web-admin`. */
export function baseMatcher(base: string): (name: string) => boolean {
  return (name) => name === base || (name.startsWith(`${base}-`) && /^\d+$/.test(name.slice(base.length + 1)));
}

/** Orders `web-2` before `web-10`. */
export const naturalOrder: (left: string, right: string) => number = new Intl.Collator('en', { numeric: true }).compare;

/**
 * Builds a selector from the three query parameters of the API.
 * @throws ProvisrError PROVISR_SELECTOR_INVALID when more than one is given, or none and `required`
 */
export function selectorFrom(given: { name?: string; base?: string; wildcard?: string }, required: true): Selector;
export function selectorFrom(given: { name?: string; base?: string; wildcard?: string }, required: boolean): Selector | null;
export function selectorFrom(given: { name?: string; base?: string; wildcard?: string }, required: boolean): Selector | null {
  const named = (['name', 'base', 'wildcard'] as const).filter((key) => given[key] !== undefined && given[key] !== '');
  if (named.length > 1)
    throw new ProvisrError('PROVISR_SELECTOR_INVALID', `give only one of name, base and wildcard, not ${named.join(' and ')}`);
  if (named.length === 0) {
    if (!required) return null;
    throw new ProvisrError('PROVISR_SELECTOR_INVALID', 'one of name, base or wildcard is required');
  }
  if (given.name) return { kind: 'name', name: given.name };
  if (given.base) return { kind: 'base', base: given.base };
  return { kind: 'wildcard', pattern: given.wildcard ?? '' };
}
