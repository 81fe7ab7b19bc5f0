export { BackoffRegistry } from './backoff.registry.js';
export { BackoffsModule } from './backoffs.module.js';
