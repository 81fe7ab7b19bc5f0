import { ProvisrError } from '#core/errors';
import type { ProcessSelector } from '#client';

/** The flags that select processes. */
export interface SelectorFlags {
  readonly name?: string;
  readonly base?: string;
  readonly wildcard?: string;
}

/**
 * The selector of the flags, `null` when there is none.
 * @throws ProvisrError PROVISR_USAGE_INVALID when there are several
 */
export function selectorOf(flags: SelectorFlags): ProcessSelector | null {
  const given = (['name', 'base', 'wildcard'] as const).filter((key) => flags[key] !== undefined);
  if (given.length > 1) {
    throw new ProvisrError('PROVISR_USAGE_INVALID', `give only one of ${given.map((key) => `--${key}`).join(' and ')}`);
  }
  if (flags.name !== undefined) return { name: flags.name };
  if (flags.base !== undefined) return { base: flags.base };
  return flags.wildcard === undefined ? null : { wildcard: flags.wildcard };
}

/** @throws ProvisrError PROVISR_USAGE_INVALID when nothing is selected */
export function requireSelector(flags: SelectorFlags, command: string): ProcessSelector {
  const selector = selectorOf(flags);
  if (selector !== null) return selector;
  throw new ProvisrError('PROVISR_USAGE_INVALID', `${command} needs --name, --base, --wildcard or --config`, {
    hint: `see 'provisr ${command} --help'`,
  });
}
