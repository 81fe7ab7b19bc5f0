import type { LogChunkDto, StreamEndDto } from '#contract';
import type { EventBus, LogStream } from '#core';
import { frame, type FrameSource, type Wake } from '../streams/index.js';
import { FollowedLane } from './followed-lane.js';
import type { LogReaderService } from './log-reader.service.js';
import type { LogQuery, LogSource } from './log-source.js';

/** What is followed, and from where on. */
export interface FollowRequest {
  /** Of one process, one or both. */
  readonly sources: readonly LogSource[];
  readonly query: LogQuery;
  /** Id of the last chunk its reader has had; `null` = the last lines first. */
  readonly after: string | null;
}

/** Longer than a follower takes to notice that a file has grown and that its last line stays unfinished. */
const SETTLE_MS = 350;
/** An id has the marks of the streams, each after the letter of its stream. */
const LETTERS: Readonly<Record<LogStream, string>> = { stdout: 'o', stderr: 'e' };

/** The output of one process as it is written, for one reader. */
export class FollowedLog implements FrameSource {
  readonly settleMs = SETTLE_MS;
  readonly #lanes: readonly FollowedLane[];
  readonly #gone = new AbortController();
  readonly #unsubscribe: () => void;
  #isRemoved = false;
  /** Which lane comes first. */
  #turn = 0;

  constructor(reader: LogReaderService, events: EventBus, { sources, query, after }: FollowRequest, wake: Wake) {
    const ring = (): void => wake.ring();
    this.#lanes = sources.map((source) => {
      const pieces = reader.follow(source, query, this.#gone.signal, after === null ? null : markOf(after, source.stream));
      return new FollowedLane(source.stream, pieces, ring);
    });
    this.#unsubscribe = events.subscribe(({ type, process }) => {
      if (process !== sources[0]?.process) return;
      if (type === 'process.removed') this.#isRemoved = true;
      else if (type === 'process.added') this.#isRemoved = false;
      else return;
      ring();
    });
  }

  get id(): string | null {
    const marks = this.#lanes.map(({ mark, stream }) => (mark === null ? null : `${LETTERS[stream]}${mark}`));
    return marks.includes(null) ? null : marks.join('-');
  }

  get over(): StreamEndDto['reason'] | null {
    return this.#isRemoved ? 'removed' : null;
  }

  take(): string {
    const lane = this.#nextLane();
    if (lane === undefined) return '';
    const { lines, partial } = lane.take();
    // A piece that was begun is ended first: an id in its middle would tell nothing. Then it is the other one's turn.
    if (!lane.isMidPiece) this.#turn += 1;
    const data: LogChunkDto = { stream: lane.stream, lines, ...(partial ? { partial } : {}) };
    const text = frame({ id: this.id, ...(lines.length === 0 ? {} : { data }) });
    // One with nothing in it may still be the one that makes the id complete.
    return text === '\n' ? this.take() : text;
  }

  close(): void {
    this.#unsubscribe();
    this.#gone.abort();
    for (const lane of this.#lanes) lane.close();
  }

  #nextLane(): FollowedLane | undefined {
    for (let step = 0; step < this.#lanes.length; step += 1) {
      const lane = this.#lanes[(this.#turn + step) % this.#lanes.length];
      if (lane?.hasPiece !== true) continue;
      this.#turn += step;
      return lane;
    }
    return undefined;
  }
}

/** Nothing of a stream was had yet where the id does not tell. */
function markOf(id: string, stream: LogStream): string {
  return (
    id
      .split('-')
      .find((part) => part.startsWith(LETTERS[stream]))
      ?.slice(1) ?? ''
  );
}
