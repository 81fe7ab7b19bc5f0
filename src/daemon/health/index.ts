export { DaemonState } from './daemon-state.js';
export { HealthModule } from './health.module.js';
export { Readiness } from './readiness.js';
