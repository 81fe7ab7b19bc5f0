export { Inherited } from './inherited.js';
export { rehearsalConfig } from './rehearsal-config.js';
export { SignalHold } from './signal-hold.js';
export { Standstill } from './standstill.js';
export { UpgradeDesk } from './upgrade-desk.js';
export { UpgradeModule } from './upgrade.module.js';
export { Upgrader } from './upgrader.js';
