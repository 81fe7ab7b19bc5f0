import type { Clock } from '../clock.js';
import type { LogSink, LogSinkOpener, LogTarget } from './log-sink.js';
import { MemorySink } from './memory.sink.js';
import type { RingBuffer } from './ring-buffer.js';
import { TeeSink } from './tee.sink.js';
import { TimestampSink } from './timestamp.sink.js';

/** Everything one stream goes to: its ring in memory and what the opener makes of the spec, both with timestamps when asked for. */
export async function openStreamSink(target: LogTarget, opener: LogSinkOpener, ring: RingBuffer, clock: Clock): Promise<LogSink> {
  const stored = await opener.open(target);
  const everything = new TeeSink([new MemorySink(ring), stored]);
  return target.log.timestamps ? new TimestampSink(everything, clock) : everything;
}

/** For hosts without log files: output is kept in the rings only. */
export const memoryOnly: LogSinkOpener = {
  open: async () => new TeeSink([]),
};
