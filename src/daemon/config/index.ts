export * from './config-error.js';
export * from './config.module.js';
export * from './daemon-config.js';
export * from './load-config.js';
