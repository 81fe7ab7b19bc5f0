import type { CommandSpec, OptionSpec } from '../program/command-spec.js';
import { CONFIG_OPTION, WAIT_OPTION } from './common.options.js';

const GROUP_OPTION: OptionSpec = { flags: '--group <name>', description: 'the group', isRequired: true };

/** Commands about groups of processes. */
export const GROUP_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'client',
    name: 'group-start',
    summary: 'start all members of a group',
    options: [GROUP_OPTION, CONFIG_OPTION, WAIT_OPTION],
    examples: ['provisr group-start --config config/config.toml --group backend'],
    load: async () => (await import('../actions/group.action.js')).groupStart,
  },
  {
    kind: 'client',
    name: 'group-stop',
    summary: 'stop all members of a group',
    options: [GROUP_OPTION, CONFIG_OPTION, WAIT_OPTION],
    examples: ['provisr group-stop --group backend'],
    load: async () => (await import('../actions/group.action.js')).groupStop,
  },
  {
    kind: 'client',
    name: 'group-restart',
    summary: 'restart all members of a group',
    options: [GROUP_OPTION, CONFIG_OPTION, WAIT_OPTION],
    examples: ['provisr group-restart --group backend'],
    load: async () => (await import('../actions/group.action.js')).groupRestart,
  },
  {
    kind: 'client',
    name: 'group-status',
    summary: 'show the members of a group',
    options: [GROUP_OPTION, CONFIG_OPTION],
    examples: ['provisr group-status --group backend'],
    load: async () => (await import('../actions/group.action.js')).groupStatus,
  },
];
