export { type ProcessUsage, readUsage } from './process-usage.js';
export { StatusView } from './status-view.js';
export { UsageModule } from './usage.module.js';
