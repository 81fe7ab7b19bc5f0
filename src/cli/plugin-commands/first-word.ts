import { globalOptions } from '../program/global-options.js';

/** The first word of a command line that is neither a flag nor the value of one that many commands have; `null` = there is none. */
export function firstWord(argv: readonly string[]): string | null {
  const flags = globalOptions().filter(({ required }) => required);
  const takers = new Set(['--config', ...flags.flatMap(({ short, long }) => [short ?? [], long ?? []].flat())]);
  const isValue = (at: number): boolean => takers.has(argv[at - 1] ?? '');
  return argv.find((word, at) => !word.startsWith('-') && !isValue(at)) ?? null;
}

/** What a command line gives a flag; `null` = nothing. */
export function flagValue(argv: readonly string[], flag: string): string | null {
  const joined = argv.find((word) => word.startsWith(`${flag}=`));
  if (joined !== undefined) return joined.slice(flag.length + 1);
  const at = argv.indexOf(flag);
  return at < 0 ? null : (argv[at + 1] ?? null);
}
