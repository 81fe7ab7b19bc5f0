import { messageOf, ProvisrError } from '#core';
import type { PluginStatusDto } from '#contract';
import type { NamedPlugins, PluginConfig, SourceFormats } from '../config/index.js';
import { loadPlugin } from './load-plugin.js';
import type { LoadedPlugin } from './loaded-plugin.js';
import { PluginCatalogue } from './plugin-catalogue.js';
import { refuseSameFormat } from './plugin-formats.js';
import { refuseSameCommand } from './plugin-commands.js';
import { slotName, slotOf } from './slot-kinds.js';

/** By the list of a configuration: whoever read its files may have needed them before the daemon does. */
const loadings = new WeakMap<readonly PluginConfig[], Promise<PluginCatalogue>>();

/**
 * Loads the plugins of a configuration, once, and one after the other. Those with `required = false` that fail are skipped.
 * @throws ProvisrError one of PROVISR_PLUGIN_…
 */
export function loadPlugins(named: NamedPlugins): Promise<PluginCatalogue> {
  const loading = loadings.get(named.plugins) ?? load(named);
  loadings.set(named.plugins, loading);
  return loading;
}

/** What its plugins read files of the programs directory with: for `loadConfig`. @throws ProvisrError one of PROVISR_PLUGIN_… */
export async function pluginFormats(named: NamedPlugins): Promise<SourceFormats> {
  return (await loadPlugins(named)).formats;
}

async function load({ plugins, file, directory }: NamedPlugins): Promise<PluginCatalogue> {
  const loaded: LoadedPlugin[] = [];
  const skipped: PluginStatusDto[] = [];
  for (const config of plugins) {
    try {
      const plugin = await loadPlugin(config, { configFile: file, directory });
      refuseConflict(plugin, loaded);
      refuseSameFormat(plugin, loaded);
      loaded.push(plugin);
    } catch (error) {
      if (config.required) throw error;
      const reason = messageOf(error);
      skipped.push({ name: config.use, version: null, kinds: [], status: 'skipped', reason });
    }
  }
  return new PluginCatalogue(loaded, skipped);
}

/** @throws ProvisrError PROVISR_PLUGIN_CONFLICT for a name or a slot that another one has */
function refuseConflict(plugin: LoadedPlugin, others: readonly LoadedPlugin[]): void {
  if (others.some(({ name }) => name === plugin.name)) {
    throw new ProvisrError('PROVISR_PLUGIN_CONFLICT', `two plugins are called "${plugin.name}"`, {
      hint: 'remove one of them from `plugins`',
    });
  }
  refuseSameCommand(plugin, others);
  const mine = new Set(plugin.overrides.map(slotOf));
  for (const other of others) {
    const slot = other.overrides.map(slotOf).find((token) => mine.has(token));
    if (slot === undefined) continue;
    throw new ProvisrError(
      'PROVISR_PLUGIN_CONFLICT',
      `the plugins "${other.name}" and "${plugin.name}" both claim the slot ${slotName(slot)}`,
      {
        hint: 'remove one of them from `plugins`',
      },
    );
  }
}
