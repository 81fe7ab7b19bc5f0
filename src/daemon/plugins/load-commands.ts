import { messageOf } from '#core';
import type { PluginCommand, PluginContext } from '#plugin';
import type { PluginConfig } from '../config/index.js';
import { loadRecord } from './load-plugin.js';
import { commandsOf, refuseSameCommand } from './plugin-commands.js';

/** The commands of one plugin, and what they are run with. */
export interface CommandingPlugin {
  readonly name: string;
  readonly options: object;
  readonly commands: readonly PluginCommand<object>[];
}

/** What came of looking for commands. */
export interface FoundCommands {
  readonly plugins: readonly CommandingPlugin[];
  /** Why others could not be asked. */
  readonly failures: readonly { readonly use: string; readonly reason: string }[];
}

/** Loads plugins for the sake of their commands: nothing else of them is made. One that fails does not keep the others from being found. */
export async function loadCommands(plugins: readonly PluginConfig[], context: PluginContext): Promise<FoundCommands> {
  const found: CommandingPlugin[] = [];
  const failures: { readonly use: string; readonly reason: string }[] = [];
  for (const config of plugins) {
    try {
      const { record, options } = await loadRecord(config, context);
      const plugin = { name: record.name, options, commands: commandsOf(record, config.use) };
      refuseSameCommand(plugin, found);
      found.push(plugin);
    } catch (error) {
      failures.push({ use: config.use, reason: messageOf(error) });
    }
  }
  return { plugins: found, failures };
}
