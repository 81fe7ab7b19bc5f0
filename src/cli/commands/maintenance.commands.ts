import type { ServeArgs } from '../actions/serve.action.js';
import type { ExitCode } from '../exit-code.js';
import type { CommandSpec, OptionSpec } from '../program/command-spec.js';
import type { Io } from '../terminal/io.js';
import { CONFIG_OPTION, WAIT_OPTION } from './common.options.js';

const CONFIG_FILE_OPTION: OptionSpec = { flags: '--config <file>', description: 'configuration file (.toml, .yaml, .yml or .json)' };

async function serveOrDaemonize(io: Io, args: ServeArgs): Promise<ExitCode> {
  if (args.daemonize === true) return (await import('../actions/daemonize.action.js')).daemonize(io, args);
  if (args.checkUpgrade === true) return (await import('../actions/check-upgrade.action.js')).checkUpgrade(io, args);
  if (args.guard === true) return (await import('../actions/guard.action.js')).guard(io, args);
  return (await import('../actions/serve.action.js')).serve(io, args);
}

/** Commands about the daemon and its configuration. */
export const MAINTENANCE_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'local',
    name: 'serve',
    summary: 'run the daemon',
    positional: '[config]',
    options: [
      CONFIG_FILE_OPTION,
      { flags: '--daemonize', description: 'run in the background; returns when the API answers' },
      { flags: '--guard', description: 'keep a small parent that replaces the daemon when it dies, and reaps as PID 1' },
      { flags: '--logfile <file>', description: 'write the log of the daemon there ([server].logfile)' },
      { flags: '--skip-invalid', description: 'leave out files of the programs directory that have mistakes' },
      { flags: '--exit-journal <fd>', description: 'where the guard writes down how processes ended', isHidden: true },
      { flags: '--check-upgrade', description: 'rehearse a start beside the daemon that runs, and end', isHidden: true },
    ],
    examples: ['provisr serve config/config.toml', 'provisr serve --config config/config.toml --daemonize --logfile provisr.log'],
    load: async () => serveOrDaemonize,
  },
  {
    kind: 'client',
    name: 'reload',
    summary: 'make the daemon read its configuration again',
    options: [CONFIG_OPTION, { flags: '--dry-run', description: 'say what would change, key by key, and do nothing' }],
    examples: ['provisr reload', 'provisr reload --dry-run'],
    load: async () => (await import('../actions/reload.action.js')).reload,
  },
  {
    kind: 'client',
    name: 'upgrade',
    summary: 'replace the daemon in place by the version on disk; processes and clients do not notice',
    options: [
      CONFIG_OPTION,
      WAIT_OPTION,
      { flags: '--node <path>', description: 'Node.js executable to go on with (that of the daemon)' },
      { flags: '--program <path>', description: 'provisr program to go on with (where the daemon was started from)' },
    ],
    examples: ['provisr upgrade', 'provisr upgrade --node /opt/node-24/bin/node'],
    load: async () => (await import('../actions/upgrade.action.js')).upgrade,
  },
  {
    kind: 'client',
    name: 'stop-daemon',
    summary: 'stop the daemon and its processes; detached ones go on',
    options: [CONFIG_OPTION, WAIT_OPTION],
    examples: ['provisr stop-daemon', 'provisr stop-daemon --config config/config.toml --wait 30s'],
    load: async () => (await import('../actions/stop-daemon.action.js')).stopDaemon,
  },
  {
    kind: 'client',
    name: 'log-level',
    summary: 'show or change how much the daemon tells in its own log, until its configuration is reloaded',
    positional: '[area] [level]',
    options: [CONFIG_OPTION],
    examples: ['provisr log-level', 'provisr log-level debug', 'provisr log-level process debug', 'provisr log-level process default'],
    load: async () => (await import('../actions/log-level.action.js')).logLevel,
  },
  {
    kind: 'client',
    name: 'plugins',
    summary: 'show the plugins of the daemon, what they bring, and why one was skipped',
    options: [CONFIG_OPTION],
    examples: ['provisr plugins', 'provisr plugins -o json'],
    load: async () => (await import('../actions/plugins.action.js')).plugins,
  },
  {
    kind: 'local',
    name: 'validate',
    summary: 'check a configuration and say everything that is wrong with it',
    positional: '[config]',
    options: [CONFIG_FILE_OPTION],
    examples: ['provisr validate config/config.toml'],
    load: async () => (await import('../actions/validate.action.js')).validate,
  },
  {
    kind: 'local',
    name: 'version',
    summary: 'print the version; with --verbose also what it runs on',
    options: [],
    examples: ['provisr version --verbose'],
    load: async () => (await import('../actions/version.action.js')).version,
  },
  {
    kind: 'local',
    name: 'completion',
    summary: 'print the completion script of a shell: bash, zsh or fish',
    positional: '<shell>',
    options: [],
    examples: ['source <(provisr completion bash)', 'provisr completion fish > ~/.config/fish/completions/provisr.fish'],
    load: async () => (await import('../actions/completion.action.js')).completion,
  },
];
