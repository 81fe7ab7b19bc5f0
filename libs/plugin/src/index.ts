export type {
  BackoffQuestion,
  Clock,
  Detection,
  DetectorTarget,
  LivenessDetector,
  LogStream,
  LogTarget,
  Spawner,
  SpawnRequest,
  SpawnedProcess,
  Timer,
} from '#core';
export * from './authenticator.js';
export * from './backoff-strategy.js';
export * from './certificate-provider.js';
export * from './command.js';
export { LineAssembler, type LineRules, type LogLine, utf8Cut } from '#core';
export * from './config-format.js';
export * from './detector.js';
export * from './event-sink.js';
export * from './health-indicator.js';
export * from './log-sink.js';
export * from './metrics.js';
export * from './plugin.js';
export * from './requires-role.js';
export * from './slots.js';
