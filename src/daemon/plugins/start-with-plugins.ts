import { Logger } from '@nestjs/common';
import { messageOf, ProvisrError } from '#core';
import type { LoadedPlugin } from './loaded-plugin.js';
import type { PluginCatalogue } from './plugin-catalogue.js';

/** Something that can be put together with plugins, and taken apart again. */
export interface Startable {
  readonly nest: { close(): Promise<void> };
}

/**
 * Puts the daemon together with its plugins. When that fails it is found out whose fault it is: it is that of the plugin without which it works.
 * One with `required = false` is left out then.
 * @throws ProvisrError PROVISR_PLUGIN_LOAD_FAILED naming the plugin; or what was thrown, when it is no plugin's fault
 */
export async function startWithPlugins<T extends Startable>(
  catalogue: PluginCatalogue,
  start: (catalogue: PluginCatalogue) => Promise<T>,
): Promise<T> {
  catalogue.tellOfSkipped();
  try {
    return await start(catalogue);
  } catch (error) {
    for (const suspects of suspectsOf(catalogue)) {
      const app = await start(catalogue.without(suspects, messageOf(error))).catch(() => null);
      if (app === null) continue;
      const names = suspects.map(({ name }) => `"${name}"`).join(', ');
      if (suspects.every(({ required }) => !required)) {
        new Logger('plugins').warn({ msg: 'plugin skipped', plugin: names, reason: messageOf(error) });
        return app;
      }
      await app.nest.close();
      throw new ProvisrError('PROVISR_PLUGIN_LOAD_FAILED', `plugin ${names} does not fit into the daemon: ${messageOf(error)}`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** Each alone, then all that may be missing. */
function suspectsOf({ loaded }: PluginCatalogue): (readonly LoadedPlugin[])[] {
  const optional = loaded.filter(({ required }) => !required);
  return [...loaded.map((plugin) => [plugin]), ...(optional.length > 1 ? [optional] : [])];
}
