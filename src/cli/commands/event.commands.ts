import type { CommandSpec, OptionSpec } from '../program/command-spec.js';
import { wholeNumber } from '../program/option-parsers.js';
import { CONFIG_OPTION, SELECTOR_OPTIONS } from './common.options.js';

const MOST_EVENTS = 1000;

const TYPE_OPTION: OptionSpec = {
  flags: '--type <types>',
  description: 'only these types, separated by commas; * stands for anything: process.exited,cron.*',
};

/** Commands about what happens, what has happened, and why. */
export const EVENT_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'client',
    name: 'why',
    positional: '[name]',
    summary: 'tell why a process is as it is, and what happens next',
    options: [
      { flags: '--name <name>', description: 'the process or cronjob' },
      { flags: '--json', description: 'the same as -o json' },
      CONFIG_OPTION,
    ],
    examples: ['provisr why web', 'provisr why --name worker-2 --json'],
    load: async () => (await import('../actions/why.action.js')).why,
  },
  {
    kind: 'client',
    name: 'events',
    positional: '[name]',
    summary: 'show what happens, as it happens',
    options: [
      ...SELECTOR_OPTIONS,
      TYPE_OPTION,
      { flags: '--after <id>', description: 'begin with what came after this event; 0 = with everything that is kept' },
      CONFIG_OPTION,
    ],
    examples: ['provisr events', "provisr events --wildcard 'worker-*' --type process.exited,process.gave-up", 'provisr events -o json'],
    load: async () => (await import('../actions/events.action.js')).events,
  },
  {
    kind: 'client',
    name: 'history',
    positional: '[name]',
    summary: 'show what has happened, the latest last',
    options: [
      ...SELECTOR_OPTIONS,
      TYPE_OPTION,
      { flags: '--since <time>', description: 'only after this moment (RFC 3339) or of the last while (10m)' },
      { flags: '--until <time>', description: 'only until this moment (RFC 3339) or until a while ago (10m)' },
      { flags: '-n, --limit <events>', description: 'at most so many events (default 100)', parse: wholeNumber(1, MOST_EVENTS) },
      { flags: '--cursor <cursor>', description: 'what came before: the cursor that the page before has printed' },
      CONFIG_OPTION,
    ],
    examples: ['provisr history --name web', "provisr history --type 'config.*,daemon.*' --since 24h", 'provisr history -n 1000 -o json'],
    load: async () => (await import('../actions/history.action.js')).history,
  },
];
