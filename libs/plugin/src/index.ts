export * from './detector.js';
export * from './log-sink.js';
export * from './metrics.js';
