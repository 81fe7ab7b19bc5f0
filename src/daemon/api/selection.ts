import { parseDuration, type SelectorQueryDto } from '#contract';
import { type Selector, selectorFrom, type WaitOptions } from '#core';
import type { Identity } from '../auth/index.js';

/** @throws ProvisrError PROVISR_SELECTOR_INVALID when not exactly one is given */
export function selectorOf(query: SelectorQueryDto): Selector {
  return selectorFrom(query, true);
}

/** The three parameters of a selector, without what else is in the query. */
export function hasSelector({ name, base, wildcard }: SelectorQueryDto): boolean {
  return [name, base, wildcard].some((value) => value !== undefined && value !== '');
}

/** Who asks, and `wait=5s`; checked by its wire class. */
export function waitOf({ wait }: { readonly wait?: string }, by: Identity): WaitOptions {
  const waitMs = wait === undefined ? null : parseDuration(wait);
  return waitMs === null ? { by } : { by, waitMs };
}

/** `usage=true`, `usage=1`, `usage`; checked by its wire class. */
export function isOn(flag: string | undefined): boolean {
  return flag !== undefined && flag !== 'false' && flag !== '0';
}
