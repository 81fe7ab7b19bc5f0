export { type FrameSource, PIECE_BYTES } from './frame-source.js';
export { OpenStreams } from './open-streams.js';
export { frame } from './sse-frame.js';
export { StreamsModule } from './streams.module.js';
export type { Wake } from './wake.js';
