import type { Clock } from '../clock.js';
import type { RawIntake } from './raw-intake.js';

/** Whom a reader delivers to. */
export interface FifoConsumer extends RawIntake {
  /** Consumes the chunk before it returns: its memory is reused. `false` asks for a pause. */
  deliver(chunk: Buffer): boolean;
  /** Every writer is gone, and everything they wrote was delivered; or the reader was closed. */
  ended(): void;
  /** Reading fails, or (`null`) works again. */
  problem(problem: string | null): void;
}

/** Takes the bytes out of one FIFO for run after run, as long as somebody holds it open. */
export interface StreamReader {
  /** Whether anyone may still write. */
  readonly isAttached: boolean;
  /**
   * Reads from now on. The write end has to be open.
   * @throws the system error of open(2)
   */
  attach(): void;
  /** No chunk comes until {@link resume}. */
  pause(): void;
  /** Goes on reading after `pause`. */
  resume(): void;
  /** Stops at once: what is in the FIFO stays there. */
  close(): void;
}

/**
 * A slot. The portable reader delivers every byte; one that can have bytes moved inside the kernel asks its consumer before each
 * move, and delivers only what has to be seen.
 */
export type OpenStreamReader = (path: string, clock: Clock, consumer: FifoConsumer) => StreamReader;
