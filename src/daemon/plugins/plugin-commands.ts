import { ProvisrError } from '#core';
import type { PluginCommand } from '#plugin';
import type { AnyPlugin } from './plugin-record.js';

/** First words of the command line that are provisr's own, whichever plugins there are. */
export const OWN_COMMANDS: ReadonlySet<string> = new Set(
  `serve start stop restart status top logs events history why register register-file unregister
  group-start group-stop group-restart group-status cron token reload upgrade stop-daemon log-level
  plugins validate version completion help`.split(/\s+/),
);

const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * The commands that a plugin brings.
 * @throws ProvisrError PROVISR_PLUGIN_INVALID for one that is none, PROVISR_PLUGIN_CONFLICT for a name that is taken
 */
export function commandsOf({ name, commands = [] }: AnyPlugin, use: string): readonly PluginCommand<object>[] {
  const seen = new Set<string>();
  for (const command of commands as readonly Partial<PluginCommand<object>>[]) {
    const problem = problemOf(command);
    if (problem !== null) {
      throw new ProvisrError('PROVISR_PLUGIN_INVALID', `"${use}" is no plugin: of its commands ${problem}`, {
        hint: 'commands: [{ name, summary, run(context, args) { … } }]',
      });
    }
    const word = command.name ?? '';
    if (OWN_COMMANDS.has(word)) throw taken(`the plugin "${name}" brings a command "${word}", which provisr has itself`);
    if (seen.has(word)) throw taken(`the plugin "${name}" brings two commands "${word}"`);
    seen.add(word);
  }
  return commands;
}

/** @throws ProvisrError PROVISR_PLUGIN_CONFLICT for a command that another one brings too */
export function refuseSameCommand(plugin: Commanding, others: readonly Commanding[]): void {
  const mine = new Set(plugin.commands.map(({ name }) => name));
  for (const other of others) {
    const same = other.commands.find(({ name }) => mine.has(name));
    if (same !== undefined) throw taken(`the plugins "${other.name}" and "${plugin.name}" both bring a command "${same.name}"`);
  }
}

interface Commanding {
  readonly name: string;
  readonly commands: readonly Pick<PluginCommand<object>, 'name'>[];
}

function taken(message: string): ProvisrError {
  return new ProvisrError('PROVISR_PLUGIN_CONFLICT', message, { hint: 'rename the command, or remove the plugin from `plugins`' });
}

function problemOf({ name, summary, run, options = [] }: Partial<PluginCommand<object>>): string | null {
  if (typeof name !== 'string' || !NAME.test(name)) return `${JSON.stringify(name)} is no name: lower-case letters, digits and dashes`;
  if (typeof summary !== 'string' || summary === '') return `"${name}" has no summary`;
  if (typeof run !== 'function') return `"${name}" has no function "run"`;
  const isList = Array.isArray(options) && options.every((each: Partial<(typeof options)[number]>) => typeof each.flags === 'string');
  return isList ? null : `"${name}" has options that are no list of { flags, description }`;
}
