import { closeSync } from 'node:fs';
import { Socket } from 'node:net';

import type { Clock, Timer } from '../clock.js';
import { messageOf } from '../errors.js';
import { openReadEnd } from './fifo.js';
import type { LogSink } from './log-sink.js';

/** How a wait for the rest of the output ended: all writers gone, nothing came for a while, or no time left. */
export type DrainResult = 'ended' | 'quiet' | 'late';

/** What a pump is made of. */
export interface PumpOptions {
  /** The FIFO to read. */
  readonly path: string;
  /** Owned by the pump from here on. */
  readonly sink: LogSink;
  readonly clock: Clock;
  /** Told when the sink's problem, or that of reading, changes; `null` when all is well again. */
  readonly onProblem?: (problem: string | null) => void;
}

/** Bytes taken out of a FIFO at once. */
const READ_BYTES = 64 * 1024;
/** Nothing read for this long after the exit of a process means that it left nothing behind. */
const QUIET_MS = 20;
const REOPEN_MS = 1000;

/**
 * One buffer for all streams: libuv asks for memory and delivers back to back, and a sink consumes before it returns.
 * So nothing is ever held between read(2) and the sink (docs/adr/0006).
 */
const shared = Buffer.allocUnsafeSlow(READ_BYTES);

/**
 * Moves one stream from its FIFO into its sink, as fast as the sink takes it. Lives as long as its process is known: attached
 * for each run, and left attached while anything, be it a grandchild of an earlier run, holds the FIFO open.
 */
export class StreamPump {
  readonly #options: PumpOptions;
  readonly #ends = new Set<() => void>();
  #sink: LogSink;
  #socket: Socket | null = null;
  #reopening: Timer | null = null;
  #closed: Promise<void> | null = null;
  #swaps: Promise<void> = Promise.resolve();
  #sinkBusy = false;
  #swapping = false;
  #bytes = 0;
  #readProblem: string | null = null;
  #reported: string | null = null;

  constructor(options: PumpOptions) {
    this.#options = options;
    this.#sink = options.sink;
    this.#adopt(options.sink);
  }

  /** Bytes handed to the sink so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes dropped by the current sink. */
  get droppedBytes(): number {
    return this.#sink.droppedBytes;
  }

  get problem(): string | null {
    return this.#readProblem ?? this.#sink.problem;
  }

  /** Whether anyone may still write. */
  get isAttached(): boolean {
    return this.#socket !== null || this.#reopening !== null;
  }

  /**
   * Starts reading; does nothing when it reads already. Open the write end first.
   * @throws the system error of open(2)
   */
  attach(): void {
    if (this.#closed !== null || this.isAttached) return;
    const fd = openReadEnd(this.#options.path);
    try {
      this.#read(fd);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
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
    const { clock } = this.#options;
    const until = clock.monotonicMs() + deadlineMs;
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
        const left = until - clock.monotonicMs();
        if (left <= 0) return settle('late');
        seen = this.#bytes;
        timer = clock.arm(Math.min(QUIET_MS, left), look);
      };
      if (!this.isAttached) return settle('ended');
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
    this.#reopening?.disarm();
    this.#reopening = null;
    this.#detach();
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
      this.#adopt(fresh);
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

  #adopt(sink: LogSink): void {
    this.#sinkBusy = false;
    sink.onReady(() => {
      this.#sinkBusy = false;
      this.#follow();
    });
  }

  #follow(): void {
    if (this.#isPaused) this.#socket?.pause();
    else this.#socket?.resume();
  }

  #read(fd: number): void {
    const callback = (bytes: number): boolean => this.#deliver(bytes);
    const socket = new Socket({ fd, readable: true, writable: false, onread: { buffer: shared, callback } });
    this.#socket = socket;
    socket.on('error', (error) => this.#failed(socket, error));
    socket.on('close', () => {
      if (this.#socket === socket) this.#detach();
    });
    this.#readProblem = null;
    this.#follow();
  }

  #deliver(bytes: number): boolean {
    this.#bytes += bytes;
    // Set beforehand: a sink may call ready() before its write() returns.
    this.#sinkBusy = true;
    if (this.#sink.write(shared.subarray(0, bytes))) this.#sinkBusy = false;
    this.#report();
    return !this.#isPaused;
  }

  #detach(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
    for (const end of this.#ends) end();
    this.#ends.clear();
  }

  #failed(socket: Socket, error: Error): void {
    if (this.#socket !== socket) return;
    this.#readProblem = `reading ${this.#options.path}: ${messageOf(error)}`;
    this.#socket = null;
    this.#report();
    this.#reopening = this.#options.clock.arm(REOPEN_MS, () => {
      this.#reopening = null;
      this.#reattach();
    });
  }

  #reattach(): void {
    try {
      this.attach();
      this.#report();
    } catch (error) {
      this.#readProblem = `opening ${this.#options.path}: ${messageOf(error)}`;
      this.#report();
      this.#detach();
    }
  }

  #report(): void {
    const { problem } = this;
    if (problem === this.#reported) return;
    this.#reported = problem;
    this.#options.onProblem?.(problem);
  }
}
