export * from './daemon-process.js';
export * from './fake-clock.js';
export * from './fake-kernel.js';
export * from './process-spec.js';
export * from './run-cli.js';
export * from './scratch-directory.js';
export * from './wait-for.js';
