import type { CommandSpec, OptionSpec } from '../program/command-spec.js';
import { CONFIG_OPTION } from './common.options.js';

const NAME_OPTION: OptionSpec = { flags: '--name <name>', description: 'the cronjob' };

/** Commands about cronjobs: `cron` runs them without a daemon, those beneath it ask the daemon. */
export const CRON_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'nest',
    name: 'cron',
    summary: 'run the cronjobs of a file in the foreground; or one of the commands about those of the daemon',
    options: [{ flags: '--config <file>', description: 'configuration file (.toml, .yaml, .yml or .json)' }],
    examples: ['provisr cron --config config/config.toml', 'provisr cron list'],
  },
  {
    kind: 'client',
    name: 'cron list',
    summary: 'show the cronjobs of the daemon and when they run next',
    options: [CONFIG_OPTION],
    examples: ['provisr cron list', 'provisr cron list -o json'],
    load: async () => (await import('../actions/cronjobs.action.js')).listCronjobs,
  },
  {
    kind: 'client',
    name: 'cron history',
    summary: 'show past runs of a cronjob',
    positional: '[name]',
    options: [NAME_OPTION, CONFIG_OPTION],
    examples: ['provisr cron history backup'],
    load: async () => (await import('../actions/cronjobs.action.js')).cronjobHistory,
  },
  {
    kind: 'client',
    name: 'cron trigger',
    summary: 'run a cronjob now, suspended or not',
    positional: '[name]',
    options: [NAME_OPTION, CONFIG_OPTION],
    examples: ['provisr cron trigger backup'],
    load: async () => (await import('../actions/cronjobs.action.js')).triggerCronjob,
  },
  {
    kind: 'client',
    name: 'cron suspend',
    summary: 'no further runs of a cronjob until it is resumed',
    positional: '[name]',
    options: [NAME_OPTION, CONFIG_OPTION],
    examples: ['provisr cron suspend backup'],
    load: async () => (await import('../actions/cronjobs.action.js')).suspendCronjob,
  },
  {
    kind: 'client',
    name: 'cron resume',
    summary: 'let the schedule of a cronjob count again',
    positional: '[name]',
    options: [NAME_OPTION, CONFIG_OPTION],
    examples: ['provisr cron resume backup'],
    load: async () => (await import('../actions/cronjobs.action.js')).resumeCronjob,
  },
];
