import type { CommandSpec } from '../program/command-spec.js';
import { COMMANDS } from '../program/command-table.js';
import { globalOptions } from '../program/global-options.js';
import { OUTPUT_FORMATS } from '../terminal/io.js';

/** Names that only a daemon knows, and the paths that only the shell knows. */
export type Lookup = 'processes' | 'groups' | 'files';

/** What may stand where the cursor is. */
export interface Candidates {
  readonly words: readonly string[];
  readonly lookup: Lookup | null;
}

const NOTHING: Candidates = { words: [], lookup: null };
const FILES: Candidates = { words: [], lookup: 'files' };
const PROCESSES: Candidates = { words: [], lookup: 'processes' };

/** What the value of a flag may be, by its long name. */
const VALUES: Readonly<Record<string, Candidates>> = {
  '--name': PROCESSES,
  '--base': PROCESSES,
  '--group': { words: [], lookup: 'groups' },
  '--output': { words: OUTPUT_FORMATS, lookup: null },
  '--auto-restart': { words: ['true', 'false', 'on-failure'], lookup: null },
  '--config': FILES,
  '--file': FILES,
  '--logfile': FILES,
  '--pid-file': FILES,
  '--work-dir': FILES,
  '--log-dir': FILES,
  '--ca-cert': FILES,
  '--client-cert': FILES,
  '--client-key': FILES,
};

interface Flag {
  readonly long: string;
  readonly short: string | null;
  readonly takesValue: boolean;
}

/**
 * What may stand at the end of the words.
 * @param words the words after `provisr`; the last one is being written and may be empty
 */
export function candidatesFor(words: readonly string[]): Candidates {
  const before = words.slice(0, -1);
  const command = commandIn(before);
  const flags = flagsOf(command);
  const last = before.at(-1);
  const open = flags.find(({ long, short, takesValue }) => takesValue && (long === last || (short !== null && short === last)));
  if (open !== undefined) return VALUES[open.long] ?? NOTHING;
  if ((words.at(-1) ?? '').startsWith('-')) return { words: flags.map(({ long }) => long), lookup: null };
  if (command === undefined) return { words: [...COMMANDS.map(({ name }) => name), 'help'], lookup: null };
  return positionalOf(command);
}

function positionalOf(command: CommandSpec): Candidates {
  if (command.positional === '[name]') return PROCESSES;
  if (command.positional === '[config]') return FILES;
  return command.positional === '<shell>' ? { words: ['bash', 'zsh', 'fish'], lookup: null } : NOTHING;
}

/** The first word that is neither a flag nor the value of one. */
function commandIn(words: readonly string[]): CommandSpec | undefined {
  const flags = flagsOf(undefined);
  const isValue = (at: number): boolean =>
    flags.some(({ long, short, takesValue }) => takesValue && [long, short].includes(words[at - 1] ?? ''));
  const name = words.find((word, at) => !word.startsWith('-') && !isValue(at));
  return COMMANDS.find((command) => command.name === name);
}

function flagsOf(command: CommandSpec | undefined): Flag[] {
  const all = [...(command?.options.map(({ flags }) => flags) ?? []), ...globalOptions().map(({ flags }) => flags), '-h, --help'];
  return all.map((flags) => ({
    long: /--[\w-]+/.exec(flags)?.[0] ?? '',
    short: /^-\w/.exec(flags)?.[0] ?? null,
    takesValue: flags.includes('<'),
  }));
}
