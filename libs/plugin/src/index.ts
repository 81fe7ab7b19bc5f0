export * from './detector.js';
export * from './log-sink.js';
