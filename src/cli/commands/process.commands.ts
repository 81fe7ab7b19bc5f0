import type { CommandSpec } from '../program/command-spec.js';
import { durationMs, oneOf, wholeNumber } from '../program/option-parsers.js';
import { CONFIG_OPTION, SELECTOR_OPTIONS, WAIT_OPTION } from './common.options.js';
import { SPEC_OPTIONS } from './spec.options.js';
import { SORT_KEYS } from '../top/sort-keys.js';

const MOST_LINES = 100_000;

/** A flag without its value arrives as `true`. */
function watchInterval(value: string): number {
  return value === 'true' ? 0 : durationMs(value);
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && !['', '0', 'false'].includes(variable);
}

/** Commands about processes that the daemon knows or is to know. */
export const PROCESS_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'client',
    name: 'start',
    positional: '[name]',
    summary: 'start a process: a new one with --cmd, a known one without',
    options: [
      ...SELECTOR_OPTIONS,
      { flags: '--cmd <command>', description: 'what to run, for a new process' },
      ...SPEC_OPTIONS,
      CONFIG_OPTION,
      WAIT_OPTION,
      { flags: '--no-autostart', description: 'do not start a daemon when none runs (PROVISR_NO_AUTOSTART=1)' },
    ],
    examples: ['provisr start --name demo --cmd "sleep 10"', 'provisr start --name web', 'provisr start --config config/config.toml'],
    load: async () => (await import('../actions/start.action.js')).start,
    startsDaemon: ({ cmd, autostart }, env) => cmd !== undefined && autostart !== false && !isSet(env['PROVISR_NO_AUTOSTART']),
  },
  {
    kind: 'client',
    name: 'stop',
    positional: '[name]',
    summary: 'stop processes and wait until they are gone',
    options: [...SELECTOR_OPTIONS, CONFIG_OPTION, WAIT_OPTION],
    examples: ['provisr stop --name demo', 'provisr stop --base worker --wait 5s', "provisr stop --wildcard 'demo-*'"],
    load: async () => (await import('../actions/stop.action.js')).stop,
  },
  {
    kind: 'client',
    name: 'restart',
    positional: '[name]',
    summary: 'stop processes and start them again',
    options: [...SELECTOR_OPTIONS, CONFIG_OPTION, WAIT_OPTION],
    examples: ['provisr restart --name web', 'provisr restart --config config/config.toml'],
    load: async () => (await import('../actions/restart.action.js')).restart,
  },
  {
    kind: 'client',
    name: 'status',
    positional: '[name]',
    summary: 'show processes, all of them without a selector',
    options: [
      ...SELECTOR_OPTIONS,
      CONFIG_OPTION,
      {
        flags: '-w, --watch [interval]',
        description: 'show it at each change, and every so often (on a terminal 2s)',
        parse: watchInterval,
      },
    ],
    examples: ['provisr status', 'provisr status --name demo', 'provisr status --base worker -o json'],
    load: async () => (await import('../actions/status.action.js')).status,
  },
  {
    kind: 'client',
    name: 'top',
    summary: 'watch processes live, and start, stop and restart them by key',
    options: [
      { flags: '--filter <pattern>', description: 'only names that contain this, or match it with *' },
      {
        flags: '--sort <column>',
        description: 'name, state, pid, cpu, memory, uptime or restarts (default: name)',
        parse: oneOf(SORT_KEYS),
      },
      CONFIG_OPTION,
    ],
    examples: ['provisr top', "provisr top --filter 'worker-*' --sort memory"],
    load: async () => (await import('../actions/top.action.js')).top,
  },
  {
    kind: 'client',
    name: 'logs',
    positional: '[name]',
    summary: 'show what a process has written',
    options: [
      { flags: '--name <name>', description: 'the process' },
      { flags: '-f, --follow', description: 'go on with new lines' },
      { flags: '-n, --tail <lines>', description: 'how many of the last lines (default 100)', parse: wholeNumber(0, MOST_LINES) },
      { flags: '--since <time>', description: 'only lines after this moment (RFC 3339) or of the last while (10m)' },
      { flags: '--stdout', description: 'only standard output' },
      { flags: '--stderr', description: 'only standard error' },
      CONFIG_OPTION,
    ],
    examples: ['provisr logs --name web -f', 'provisr logs --name web -n 20 --stderr'],
    load: async () => (await import('../actions/logs.action.js')).logs,
  },
];
