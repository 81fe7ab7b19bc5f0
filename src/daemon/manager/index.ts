export { ActiveConfig } from './active-config.js';
export { assertChangeable, assertUnclaimed } from './name-claims.js';
export { InjectManager, PROCESS_MANAGER } from './process-manager.token.js';
export { slotSpec } from './revive-spec.js';
