import type { LoadOptions } from '../../daemon/config/load-config.js';

/** Reads files of the programs directory by the plugins of a configuration. These, and Nest with them, are loaded only where a file needs it. */
export const pluginFormats: NonNullable<LoadOptions['formats']> = async (named) => {
  if (named.plugins.length === 0) return null;
  const plugins = await import('../../daemon/plugins/load-plugins.js');
  return plugins.pluginFormats(named);
};
