export { ConfigurationModule } from './configuration.module.js';
export { ConfigurationView } from './configuration-view.js';
export { keyChanges } from './key-changes.js';
export { isSecret, MASK } from './secret-names.js';
export { settingsTable } from './settings-table.js';
