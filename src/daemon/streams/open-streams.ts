import { type BeforeApplicationShutdown, Injectable, StreamableFile } from '@nestjs/common';
import { type Clock, ProvisrError } from '#core';
import { InjectClock } from '../slots/index.js';
import type { FrameSource } from './frame-source.js';
import { SseStream } from './sse-stream.js';
import { Wake } from './wake.js';

/** Readers at the same time. Each costs a bounded amount of memory; this bounds their sum. */
const MOST_STREAMS = 100;

/** Everybody who reads events or follows a log, so that all can be told of the end. */
@Injectable()
export class OpenStreams implements BeforeApplicationShutdown {
  readonly #open = new Set<SseStream>();
  #isStopping = false;

  constructor(@InjectClock() private readonly clock: Clock) {}

  /**
   * The answer that sends what the source has, until the reader goes or the daemon stops.
   *
   * @param connect makes the source; what it has new it announces by `wake.ring()`
   * @throws ProvisrError PROVISR_RATE_LIMITED when too many read
   */
  answer(connect: (wake: Wake) => FrameSource): StreamableFile {
    if (this.#open.size >= MOST_STREAMS) {
      throw new ProvisrError('PROVISR_RATE_LIMITED', `${MOST_STREAMS} streams are open already`, {
        hint: 'end those that nobody reads any more',
        details: { retry_after: 5 },
      });
    }
    const wake = new Wake(this.clock);
    const stream = new SseStream(connect(wake), wake, () => this.clock.monotonicMs());
    this.#open.add(stream);
    stream.once('close', () => this.#open.delete(stream));
    if (this.#isStopping) stream.finish('stopping');
    return new StreamableFile(stream, { type: 'text/event-stream; charset=utf-8' });
  }

  /** Lets every stream say what it still has, and ends it. */
  end(): void {
    this.#isStopping = true;
    for (const stream of this.#open) stream.finish('stopping');
  }

  /** Ends every stream as a lost connection would, for readers to come back to the next image of the daemon. */
  breakOff(): void {
    for (const stream of this.#open) stream.breakOff();
  }

  beforeApplicationShutdown(): void {
    this.end();
  }
}
