import { Logger } from '@nestjs/common';
import { messageOf, ProvisrError } from '#core';
import type { PluginStatusDto } from '#contract';
import type { DaemonConfig } from '../config/index.js';
import { loadPlugin } from './load-plugin.js';
import type { LoadedPlugin } from './loaded-plugin.js';
import { PluginCatalogue } from './plugin-catalogue.js';
import { slotName, slotOf } from './slot-kinds.js';

/**
 * Loads the plugins of a configuration, one after the other. Those with `required = false` that fail are skipped and told of.
 * @throws ProvisrError one of PROVISR_PLUGIN_…
 */
export async function loadPlugins({
  plugins,
  file,
  directory,
}: Pick<DaemonConfig, 'plugins' | 'file' | 'directory'>): Promise<PluginCatalogue> {
  const loaded: LoadedPlugin[] = [];
  const skipped: PluginStatusDto[] = [];
  for (const config of plugins) {
    try {
      const plugin = await loadPlugin(config, { configFile: file, directory });
      refuseConflict(plugin, loaded);
      loaded.push(plugin);
    } catch (error) {
      if (config.required) throw error;
      const reason = messageOf(error);
      new Logger('plugins').warn({ msg: 'plugin skipped', plugin: config.use, reason });
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
