import { StringDecoder } from 'node:string_decoder';
import type { LogStream } from '#core';
import { PIECE_BYTES } from '../streams/index.js';
import type { LogPiece } from './log-piece.js';

const NEWLINE = 0x0a;

/** Lines of one stream, as they go to a reader. */
export interface LaneLines {
  readonly lines: readonly string[];
  /** The last of them goes on. */
  readonly partial: boolean;
}

/** One of the streams a reader follows: holds one piece at a time, and has the next read when that was taken. */
export class FollowedLane {
  readonly stream: LogStream;
  readonly #decoder = new StringDecoder('utf8');
  readonly #onPiece: () => void;
  #piece: LogPiece | null = null;
  #taken = 0;
  #mark: string | null = null;
  #failure: Error | null = null;
  #isClosed = false;
  #resume: () => void = () => undefined;

  /** @param onPiece called whenever there is something to take */
  constructor(stream: LogStream, pieces: AsyncIterable<LogPiece>, onPiece: () => void) {
    this.stream = stream;
    this.#onPiece = onPiece;
    void this.#pump(pieces);
  }

  /** Mark after what was taken, `null` before the first piece was taken and in the middle of one. */
  get mark(): string | null {
    return this.isMidPiece ? null : this.#mark;
  }

  /** Whether a piece was begun and not ended. */
  get isMidPiece(): boolean {
    return this.#taken > 0;
  }

  get hasPiece(): boolean {
    return this.#piece !== null || this.#failure !== null;
  }

  /**
   * Some lines of the piece; none of an empty one.
   * @throws why there is no further piece
   */
  take(): LaneLines {
    if (this.#piece === null) throw this.#failure ?? new Error('nothing to take');
    const { bytes, mark } = this.#piece;
    const to = cut(bytes, this.#taken);
    const text = this.#decoder.write(bytes.subarray(this.#taken, to));
    this.#taken = to;
    if (to === bytes.length) {
      this.#piece = null;
      this.#taken = 0;
      this.#mark = mark;
      this.#resume();
    }
    return linesOf(text);
  }

  /** Lets go of the reading; what it reads from has to be ended by whoever made it. */
  close(): void {
    this.#isClosed = true;
    this.#resume();
  }

  async #pump(pieces: AsyncIterable<LogPiece>): Promise<void> {
    try {
      for await (const piece of pieces) {
        // Read while it was closed: nobody will take it.
        if (this.#isClosed) return;
        this.#piece = piece;
        const taken = new Promise<void>((resolve) => (this.#resume = resolve));
        this.#onPiece();
        await taken;
      }
    } catch (error) {
      this.#failure = error as Error;
      this.#onPiece();
    }
  }
}

/** Where to end what begins at `from`: after the last line that is not too much, else in the middle of a line. */
function cut(bytes: Buffer, from: number): number {
  const most = from + PIECE_BYTES;
  if (bytes.length <= most) return bytes.length;
  const lineEnd = bytes.lastIndexOf(NEWLINE, most - 1) + 1;
  return lineEnd > from ? lineEnd : most;
}

function linesOf(text: string): LaneLines {
  const lines = text.split('\n');
  const rest = lines.pop();
  if (rest === '') return { lines, partial: false };
  return { lines: [...lines, rest as string], partial: true };
}
