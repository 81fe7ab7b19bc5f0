/** A regular file at whose end bytes can be put by the kernel, without being read before. */
export interface RawFile {
  /** Open with O_APPEND and O_NONBLOCK, and left so. */
  readonly fd: number;
  /** At most `bytes` of what lies before `end`; fewer when it cannot be read back. Never throws. */
  readBack(end: number, bytes: number): Buffer;
  /** Calls the listener once, when the file is about to be closed and can be read back for the last time. */
  beforeClose(listener: () => void): void;
}

/** Where the next bytes may go. */
export interface RawOffer {
  readonly file: RawFile;
  /** So many at most; at least 1. */
  readonly bytes: number;
  /** When given: has to be shown what comes next, and says how much of that may be moved, at least 1. The memory shown is reused. */
  readonly cut?: (peeked: Buffer) => number;
}

/**
 * What is to happen with the next bytes: into a file unread; to `write()`, since somebody has to see them; nothing until the
 * sink is ready again; or whatever the other sinks of the stream want.
 */
export type RawDecision = RawOffer | 'deliver' | 'wait' | 'any';

/** What a move has done. */
export interface RawMove {
  readonly file: RawFile;
  /** How many bytes were moved, */
  readonly bytes: number;
  /** and where in the file they end. */
  readonly end: number;
}

/** The side of a sink that takes bytes nobody reads (docs/adr/0012). Asked anew for each move. */
export interface RawIntake {
  /** `wait` obliges to call the listener of `onReady`, as `false` from `write()` does. */
  decide(): RawDecision;
  /** Bytes have arrived in the file without passing through this process. */
  moved(move: RawMove): void;
  /** The file that was offered did not take them: they are still where they were. */
  failed(error: Error): void;
}
