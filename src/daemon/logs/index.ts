export { FileSink, type FileSinkOptions } from './file.sink.js';
export { FollowedLog } from './followed-log.js';
export { LogReaderService } from './log-reader.service.js';
export { LogSinkRegistry } from './log-sink.registry.js';
export { type LogQuery, type LogSource, logSourceOf } from './log-source.js';
export { LogTraffic } from './log-traffic.js';
export { LogsModule } from './logs.module.js';
export { RotationQueue } from './rotation-queue.js';
export { StreamLogOpener } from './stream-log.opener.js';
