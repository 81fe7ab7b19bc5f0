export * from './detector.js';
export * from './event-sink.js';
export * from './log-sink.js';
export * from './metrics.js';
