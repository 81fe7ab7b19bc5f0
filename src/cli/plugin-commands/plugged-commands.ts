import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { messageOf } from '#core/errors';
import { userHome } from '../connect/user-home.js';
import type { CommandSpec } from '../program/command-spec.js';
import type { Io } from '../terminal/io.js';
import { flagValue } from './first-word.js';

/** What plugins add to the command line. */
export interface PluggedCommands {
  readonly specs: readonly CommandSpec[];
  /** Plugins that could not be asked, each with the reason. */
  readonly failures: readonly string[];
}

/**
 * The commands of the plugins that a configuration names: that of `--config`, else that of this user's own daemon. Plugins run with the rights of
 * whoever gives the command, so no other is looked for, not even one in the working directory: a mistyped command there would run its code.
 *
 * @throws ProvisrError PROVISR_CONFIG_NOT_FOUND, or PROVISR_CONFIG_INVALID when the one of `--config` cannot be parsed
 */
export async function pluggedCommands(argv: readonly string[], io: Pick<Io, 'cwd' | 'env'>): Promise<PluggedCommands> {
  const given = flagValue(argv, '--config');
  if (given !== null) return commandsOfConfig(resolve(io.cwd, given));
  const own = join(userHome(io.env), 'config.toml');
  if (!isMine(own)) return { specs: [], failures: [] };
  return commandsOfConfig(own).catch((error: unknown) => ({ specs: [], failures: [messageOf(error)] }));
}

/** The home may be that of somebody else, as it is under sudo. */
function isMine(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found !== undefined && found.uid === process.getuid?.();
}

async function commandsOfConfig(configFile: string): Promise<PluggedCommands> {
  const { readDocument } = await import('../connect/config-document.js');
  const named = pluginsNamed((await readDocument(configFile))['plugins']);
  if (named.length === 0) return { specs: [], failures: [] };
  const { loadCommands } = await import('../../daemon/plugins/load-commands.js');
  const { pluginSpec } = await import('./plugin-spec.js');
  const found = await loadCommands(named, { configFile, directory: dirname(configFile) });
  const failures = found.failures.map(({ use, reason }) => `plugin "${use}": ${reason}`);
  const specs = found.plugins.flatMap((plugin) => {
    try {
      return plugin.commands.map((command) => pluginSpec(command, plugin, configFile));
    } catch (error) {
      failures.push(messageOf(error));
      return [];
    }
  });
  return { specs, failures };
}

interface Named {
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly required: boolean;
  readonly places: Readonly<Record<string, never>>;
}

/** Reads no more of them than it takes to load them: what else is wrong is the daemon's to judge. */
function pluginsNamed(value: unknown): Named[] {
  const entries = Array.isArray(value) ? (value as (string | Partial<Named> | null)[]) : [];
  return entries.flatMap((entry) => {
    const { use, options = {} } = typeof entry === 'string' ? { use: entry } : (entry ?? {});
    return typeof use === 'string' ? [{ use, options, required: true, places: {} }] : [];
  });
}
