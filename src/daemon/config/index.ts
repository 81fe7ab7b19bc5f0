export * from './config-error.js';
export * from './config.module.js';
export * from './daemon-config.js';
export * from './load-config.js';
export { foreignParser } from './source/plugin-format.js';
export type { SourceParser } from './source/source-file.js';
export { BUILT_IN_EXTENSIONS, SourceFormats } from './source/source-formats.js';
