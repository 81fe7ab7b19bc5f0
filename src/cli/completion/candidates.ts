import type { CommandSpec } from '../program/command-spec.js';
import { COMMANDS } from '../program/command-table.js';
import { globalOptions } from '../program/global-options.js';
import { OUTPUT_FORMATS } from '../terminal/io.js';
import { LOG_AREAS, LOG_LEVELS } from '#contract/log-areas';
import { SORT_KEYS } from '../top/sort-keys.js';

/** Names that only a daemon knows, and the paths that only the shell knows. */
export type Lookup = 'processes' | 'bases' | 'cronjobs' | 'groups' | 'files';

/** What may stand where the cursor is. */
export interface Candidates {
  readonly words: readonly string[];
  readonly lookup: Lookup | null;
  /** What words mean, for shells that show it. */
  readonly about?: Readonly<Record<string, string>>;
}

const NOTHING: Candidates = { words: [], lookup: null };
const FILES: Candidates = { words: [], lookup: 'files' };
const PROCESSES: Candidates = { words: [], lookup: 'processes' };
const CRONJOBS: Candidates = { words: [], lookup: 'cronjobs' };

const LOG_LEVEL_WORDS: Candidates = { words: [...Object.keys(LOG_AREAS), ...LOG_LEVELS, 'default'], lookup: null, about: LOG_AREAS };

/** What the value of a flag may be, by its long name. */
const VALUES: Readonly<Record<string, Candidates>> = {
  '--name': PROCESSES,
  '--base': { words: [], lookup: 'bases' },
  '--role': { words: ['viewer', 'operator', 'admin'], lookup: null },
  '--group': { words: [], lookup: 'groups' },
  '--output': { words: OUTPUT_FORMATS, lookup: null },
  '--auto-restart': { words: ['true', 'false', 'on-failure'], lookup: null },
  '--filter': PROCESSES,
  '--sort': { words: SORT_KEYS, lookup: null },
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
  readonly about: string;
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
  if (open !== undefined) return open.long === '--name' ? namesFor(command) : (VALUES[open.long] ?? NOTHING);
  if ((words.at(-1) ?? '').startsWith('-')) return flagWords(flags);
  const further = nextWords(wordsOf(before));
  if (further.length > 0) return { words: further, lookup: null, about: summariesOf(wordsOf(before), further) };
  return command === undefined ? NOTHING : positionalOf(command);
}

function flagWords(flags: readonly Flag[]): Candidates {
  return { words: flags.map(({ long }) => long), lookup: null, about: Object.fromEntries(flags.map(({ long, about }) => [long, about])) };
}

/** Whose names a command takes. */
function namesFor(command: CommandSpec | undefined): Candidates {
  if (command?.name.startsWith('cron ') === true) return CRONJOBS;
  return command?.name.startsWith('token ') === true ? NOTHING : PROCESSES;
}

function positionalOf(command: CommandSpec): Candidates {
  if (command.positional === '[name]') return namesFor(command);
  if (command.positional === '[config]') return FILES;
  if (command.positional === '[area] [level]') return LOG_LEVEL_WORDS;
  return command.positional === '<shell>' ? { words: ['bash', 'zsh', 'fish'], lookup: null } : NOTHING;
}

/** What may follow the words of a command: all first words, or the commands beneath a group. */
function nextWords(words: readonly string[]): readonly string[] {
  const beneath = COMMANDS.map(({ name }) => name.split(' ')).filter((name) => words.every((word, at) => name[at] === word));
  const next = new Set(beneath.flatMap((name) => name[words.length] ?? []));
  return words.length === 0 ? [...next, 'help'] : [...next];
}

/** What each of them does when it follows those before; a word that is only a group has nothing to tell. */
function summariesOf(before: readonly string[], words: readonly string[]): Readonly<Record<string, string>> {
  const found = words.flatMap((word) =>
    COMMANDS.filter(({ name }) => name === [...before, word].join(' ')).map(({ summary }) => [word, summary]),
  );
  return Object.fromEntries(found) as Readonly<Record<string, string>>;
}

/** The longest command that the words begin with. */
function commandIn(before: readonly string[]): CommandSpec | undefined {
  const words = wordsOf(before);
  const named = COMMANDS.filter(({ name }) => name.split(' ').every((word, at) => words[at] === word));
  return named.find(({ name }) => name.includes(' ')) ?? named[0];
}

/** The words that are neither flags nor values of global ones. */
function wordsOf(words: readonly string[]): readonly string[] {
  const flags = flagsOf(undefined);
  const isValue = (at: number): boolean =>
    flags.some(({ long, short, takesValue }) => takesValue && [long, short].includes(words[at - 1] ?? ''));
  return words.filter((word, at) => !word.startsWith('-') && !isValue(at));
}

function flagsOf(command: CommandSpec | undefined): Flag[] {
  const all = [
    ...(command?.options ?? []).filter((option) => option.isHidden !== true),
    ...globalOptions(),
    { flags: '-h, --help', description: 'show help' },
  ];
  return all.map(({ flags, description }) => ({
    long: /--[\w-]+/.exec(flags)?.[0] ?? '',
    short: /^-\w/.exec(flags)?.[0] ?? null,
    takesValue: flags.includes('<'),
    about: description,
  }));
}
