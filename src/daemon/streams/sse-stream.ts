import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { type StreamEndDto, toProblem } from '#contract';
import { isProvisrError } from '#core';
import { type FrameSource, PIECE_BYTES } from './frame-source.js';
import { frame, heartbeat, opening } from './sse-frame.js';
import type { Wake } from './wake.js';

/** Below what proxies and load balancers take for a dead connection (30 s and more), ms. */
const HEARTBEAT_MS = 15_000;
/** What is still there at an end gets this long to be told, ms. */
const LONGEST_END_MS = 1500;

/**
 * The body of an answer that goes on. Nothing is taken from the source before the connection has room for it, so a reader that does
 * not read makes it wait, and nobody else.
 */
export class SseStream extends Readable {
  readonly #source: FrameSource;
  readonly #wake: Wake;
  readonly #now: () => number;
  #isOpen = false;
  #stopReason: StreamEndDto['reason'] | null = null;
  #stopsAtMs = 0;
  #isDone = false;

  /** @param now monotonic milliseconds */
  constructor(source: FrameSource, wake: Wake, now: () => number) {
    super({ highWaterMark: PIECE_BYTES });
    this.#source = source;
    this.#wake = wake;
    this.#now = now;
  }

  /** Sends what there is, and ends. */
  finish(reason: StreamEndDto['reason']): void {
    if (this.#stopReason !== null) return;
    this.#stopReason = reason;
    this.#stopsAtMs = this.#now() + LONGEST_END_MS;
    this.#wake.ring();
  }

  /** Ends as connections end: its reader comes back and goes on after the last id. */
  breakOff(): void {
    this.#isDone = true;
    this.#wake.ring();
  }

  override _read(): void {
    this.#next().then(
      (text) => this.push(text),
      (error: unknown) => this.destroy(error as Error),
    );
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#source.close();
    this.#wake.ring();
    done(error);
  }

  async #next(): Promise<string | null> {
    if (!this.#isOpen && !this.#isDone) {
      this.#isOpen = true;
      return opening(this.#source.id);
    }
    while (!this.destroyed && !this.#isDone) {
      const text = this.#taken();
      if (text !== '') return text;
      const rung = await this.#wake.wait(this.#ending === null ? HEARTBEAT_MS : this.#source.settleMs);
      if (!rung) return this.#ending === null ? heartbeat(this.#source.id) : this.#farewell(this.#ending);
    }
    return null;
  }

  get #ending(): StreamEndDto['reason'] | null {
    return this.#stopReason ?? this.#source.over;
  }

  #taken(): string {
    if (this.#stopReason !== null && this.#now() > this.#stopsAtMs) return this.#farewell(this.#stopReason);
    try {
      return this.#source.take();
    } catch (error) {
      if (!isProvisrError(error)) new Logger('api').error({ err: error, msg: 'a stream ended unexpectedly' });
      return this.#last({ event: 'error', data: toProblem(error) });
    }
  }

  #farewell(reason: StreamEndDto['reason']): string {
    const data: StreamEndDto = { reason };
    return this.#last({ event: 'end', data });
  }

  #last(last: { readonly event: string; readonly data: object }): string {
    this.#isDone = true;
    return frame(last);
  }
}
