export { loadPlugins, pluginFormats } from './load-plugins.js';
export { PluginCatalogue } from './plugin-catalogue.js';
export { PluginsModule } from './plugins.module.js';
export { startWithPlugins } from './start-with-plugins.js';
export { containCrashes } from './contain-crashes.js';
