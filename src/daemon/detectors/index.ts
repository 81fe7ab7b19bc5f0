export { DetectorRegistry } from './detector.registry.js';
export { DetectorsModule } from './detectors.module.js';
