export { openDescriptors } from './open-descriptors.js';
export { StatusView } from './status-view.js';
export { TimeSlices } from './time-slices.js';
export { UsageModule } from './usage.module.js';
export { UsageSampler } from './usage-sampler.js';
