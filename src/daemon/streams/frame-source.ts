import type { StreamEndDto } from '#contract';

/** What a stream sends. Is asked only as fast as its reader reads, and holds no more than it must. */
export interface FrameSource {
  /**
   * What there is now, as server-sent events: one piece of about {@link PIECE_BYTES}, or the empty string.
   * @throws what ends the stream; its reader is told
   */
  take(): string;
  /** The id that goes on after what was taken, `null` when unknown. */
  readonly id: string | null;
  /** Why there will be nothing more, `null` as long as there may be. */
  readonly over: StreamEndDto['reason'] | null;
  /** How long nothing must have come before an end is believed, ms. */
  readonly settleMs: number;
  /** Lets go of everything. Called once, whether anything was taken or not. */
  close(): void;
}

/** How much is sent at once, give or take the length of an event: a reader that does not read costs two or three of these. */
export const PIECE_BYTES = 16 * 1024;
