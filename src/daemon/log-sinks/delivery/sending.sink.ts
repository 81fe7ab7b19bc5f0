import type { LogSink } from '#core';
import { LineAssembler, type LineRules, type LogLine } from '#plugin';
import type { Courier } from './courier.js';
import type { Place } from './places.js';

/** Makes of a line what is sent. */
export type Pack<T> = (line: LogLine) => T;

/** Sends the lines of one stream to a receiver elsewhere. Never makes the process wait. */
export class SendingSink<T> implements LogSink {
  readonly #place: Place<Courier<T>, T>;
  readonly #lines: LineAssembler;
  readonly #pack: Pack<T>;
  #left: Promise<void> | null = null;

  constructor(place: Place<Courier<T>, T>, rules: LineRules, pack: Pack<T>) {
    this.#place = place;
    this.#pack = pack;
    this.#lines = new LineAssembler(rules, (line) => this.#send(line));
  }

  get droppedBytes(): number {
    return this.#place.share.droppedBytes;
  }

  get problem(): string | null {
    return this.#place.way.problem;
  }

  write(chunk: Buffer): boolean {
    this.#lines.write(chunk);
    return true;
  }

  onReady(): void {
    // It never asks for a pause.
  }

  close(): Promise<void> {
    this.#left ??= this.#leave();
    return this.#left;
  }

  #leave(): Promise<void> {
    this.#lines.flush();
    return this.#place.leave();
  }

  #send(line: LogLine): void {
    const { way: courier, share } = this.#place;
    const notice = courier.isFlowing ? share.takeNotice() : null;
    if (notice !== null) courier.add(share, this.#pack({ bytes: notice, timeMs: line.timeMs, isPiece: false }), 0);
    courier.add(share, this.#pack(line), line.bytes.length);
  }
}
