import type { Clock, Timer } from '../clock.js';
import { messageOf } from '../errors.js';
import { openFifoReader } from './fifo-reader.js';
import type { LogSink } from './log-sink.js';
import type { RawDecision, RawMove } from './raw-intake.js';
import type { FifoConsumer, OpenStreamReader, StreamReader } from './stream-reader.js';

/** How a wait for the rest of the output ended: all writers gone, nothing came for a while, or no time left. */
export type DrainResult = 'ended' | 'quiet' | 'late';

/** What a pump is made of. */
export interface PumpOptions {
  /** The FIFO to read. */
  readonly path: string;
  /** Owned by the pump from here on. */
  readonly sink: LogSink;
  readonly clock: Clock;
  /** @default the one that works everywhere */
  readonly openReader?: OpenStreamReader | undefined;
  /** Told when the sink's problem, or that of reading, changes; `null` when all is well again. */
  readonly onProblem?: (problem: string | null) => void;
}

/** Nothing read for this long after the exit of a process means that it left nothing behind. */
const QUIET_MS = 20;

/**
 * Moves one stream from its FIFO into its sink, as fast as the sink takes it. Lives as long as its process is known: attached
 * for each run, and left attached while anything, be it a grandchild of an earlier run, holds the FIFO open.
 */
export class StreamPump {
  readonly #clock: Clock;
  readonly #reader: StreamReader;
  readonly #ends = new Set<() => void>();
  readonly #onProblem: (problem: string | null) => void;
  #sink: LogSink;
  #closed: Promise<void> | null = null;
  #swaps: Promise<void> = Promise.resolve();
  #sinkBusy = false;
  #swapping = false;
  #bytes = 0;
  #ownProblem: string | null = null;
  #reported: string | null = null;

  constructor({ path, sink, clock, openReader = openFifoReader, onProblem = () => undefined }: PumpOptions) {
    this.#clock = clock;
    this.#onProblem = onProblem;
    this.#reader = openReader(path, clock, this.#consumer());
    this.#sink = sink;
    this.#take(sink);
  }

  /** Bytes handed to the sink so far, or moved past it into its file. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes dropped by the current sink. */
  get droppedBytes(): number {
    return this.#sink.droppedBytes;
  }

  get problem(): string | null {
    return this.#ownProblem ?? this.#sink.problem;
  }

  /** Whether anyone may still write. */
  get isAttached(): boolean {
    return this.#reader.isAttached;
  }

  /**
   * To be called for each run, once the write end is open.
   * @throws the system error of open(2)
   */
  attach(): void {
    this.#reader.attach();
  }

  /** Resolves when every writer is gone and everything they wrote has been delivered, or the pump is closed. */
  ended(): Promise<void> {
    if (!this.isAttached) return Promise.resolve();
    return new Promise((resolve) => this.#ends.add(resolve));
  }

  /**
   * For the time after the exit of a process: waits until what it wrote has been delivered. Descendants may hold the
   * stream open for ever, so silence counts too.
   */
  drained(deadlineMs: number): Promise<DrainResult> {
    if (!this.isAttached) return Promise.resolve('ended');
    const until = this.#clock.monotonicMs() + deadlineMs;
    return new Promise((resolve) => {
      let seen = -1;
      let timer: Timer | null = null;
      const settle = (result: DrainResult): void => {
        this.#ends.delete(end);
        timer?.disarm();
        resolve(result);
      };
      const end = (): void => settle('ended');
      const look = (): void => {
        if (!this.#isPaused && this.#bytes === seen) return settle('quiet');
        const left = until - this.#clock.monotonicMs();
        if (left <= 0) return settle('late');
        seen = this.#bytes;
        timer = this.#clock.arm(Math.min(QUIET_MS, left), look);
      };
      this.#ends.add(end);
      look();
    });
  }

  /**
   * Replaces the sink, e.g. after a change of log settings. Reading stands still meanwhile, so no byte is lost and the old
   * and the new sink never write at the same time. When `open` fails, the old one goes on.
   */
  swap(open: () => Promise<LogSink>): Promise<void> {
    const swapped = this.#swaps.then(() => this.#replace(open));
    // The caller learns of a failure from the promise it gets; the next swap must not.
    this.#swaps = swapped.catch(() => undefined);
    return swapped;
  }

  /** Stops reading at once (what is in the FIFO stays there) and closes the sink. */
  close(): Promise<void> {
    this.#closed ??= this.#release();
    return this.#closed;
  }

  async #release(): Promise<void> {
    this.#reader.close();
    await this.#swaps;
    await this.#sink.close();
  }

  async #replace(open: () => Promise<LogSink>): Promise<void> {
    this.#swapping = true;
    this.#follow();
    try {
      const fresh = await open();
      const old = this.#sink;
      old.onReady(() => undefined);
      this.#sink = fresh;
      this.#take(fresh);
      await old.close();
    } finally {
      this.#swapping = false;
      this.#report();
      this.#follow();
    }
  }

  get #isPaused(): boolean {
    return this.#sinkBusy || this.#swapping;
  }

  #take(sink: LogSink): void {
    this.#sinkBusy = false;
    sink.onReady(() => {
      this.#sinkBusy = false;
      this.#follow();
    });
  }

  #follow(): void {
    if (this.#isPaused) this.#reader.pause();
    else this.#reader.resume();
  }

  #consumer(): FifoConsumer {
    return {
      decide: () => this.#decide(),
      moved: (move) => this.#moved(move),
      failed: (error) => this.#refused(error),
      deliver: (chunk) => this.#deliver(chunk),
      ended: () => this.#ended(),
      problem: (problem) => this.#failed(problem),
    };
  }

  #decide(): RawDecision {
    if (this.#isPaused) return 'wait';
    // Set beforehand, as for write().
    this.#sinkBusy = true;
    const decision = this.#sink.raw?.decide() ?? 'deliver';
    if (decision !== 'wait') this.#sinkBusy = false;
    else if (this.#isPaused) this.#reader.pause();
    return decision;
  }

  #moved(move: RawMove): void {
    this.#bytes += move.bytes;
    this.#sink.raw?.moved(move);
    this.#report();
  }

  #refused(error: Error): void {
    this.#sink.raw?.failed(error);
    this.#report();
  }

  #deliver(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    // Set beforehand: a sink may call ready() before its write() returns.
    this.#sinkBusy = true;
    try {
      if (this.#sink.write(chunk)) this.#sinkBusy = false;
    } catch (error) {
      // A sink promises not to throw; one that does must cost neither the manager nor the process anything.
      this.#sinkBusy = false;
      this.#ownProblem = `the log sink failed: ${messageOf(error)}`;
    }
    this.#report();
    if (this.#isPaused) this.#reader.pause();
    return !this.#isPaused;
  }

  #ended(): void {
    for (const end of this.#ends) end();
    this.#ends.clear();
  }

  #failed(problem: string | null): void {
    this.#ownProblem = problem;
    this.#report();
  }

  #report(): void {
    const { problem } = this;
    if (problem === this.#reported) return;
    this.#reported = problem;
    this.#onProblem(problem);
  }
}
