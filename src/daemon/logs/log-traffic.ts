import type { LogSink, LogStream, LogTarget, RawDecision, RawIntake, RawMove } from '#core';

/** Told of each chunk; its memory is reused afterwards. */
export type TrafficListener = (chunk: Buffer) => void;

class StreamTraffic {
  bytes = 0;
  taps = 0;
  readonly listeners = new Set<TrafficListener>();
}

/** Counts what passes through each stream, and lets readers listen where there is no file to read. */
export class LogTraffic {
  readonly #streams = new Map<string, StreamTraffic>();
  #total = 0;

  /** Bytes that all streams have delivered. */
  get total(): number {
    return this.#total;
  }

  /** A sink that counts and forwards; goes beside the others of the stream. */
  tap(target: LogTarget): LogSink {
    const key = keyOf(target.process, target.stream);
    const traffic = this.#streamOf(key);
    traffic.taps += 1;
    const count = (bytes: number): void => void (this.#total += bytes);
    return new Tap(traffic, count, () => {
      traffic.taps -= 1;
      this.#forgetIdle(key, traffic);
    });
  }

  /** Bytes that a stream has delivered since its process became known. */
  bytes(process: string, stream: LogStream): number {
    return this.#streams.get(keyOf(process, stream))?.bytes ?? 0;
  }

  /** Returns the function that ends listening. */
  listen(process: string, stream: LogStream, listener: TrafficListener): () => void {
    const key = keyOf(process, stream);
    const traffic = this.#streamOf(key);
    traffic.listeners.add(listener);
    return () => {
      traffic.listeners.delete(listener);
      this.#forgetIdle(key, traffic);
    };
  }

  #streamOf(key: string): StreamTraffic {
    const known = this.#streams.get(key);
    if (known !== undefined) return known;
    const fresh = new StreamTraffic();
    this.#streams.set(key, fresh);
    return fresh;
  }

  #forgetIdle(key: string, traffic: StreamTraffic): void {
    if (traffic.taps === 0 && traffic.listeners.size === 0) this.#streams.delete(key);
  }
}

class Tap implements LogSink, RawIntake {
  readonly raw: RawIntake = this;
  readonly droppedBytes = 0;
  readonly problem = null;
  readonly #traffic: StreamTraffic;
  readonly #count: (bytes: number) => void;
  readonly #release: () => void;

  constructor(traffic: StreamTraffic, count: (bytes: number) => void, release: () => void) {
    this.#traffic = traffic;
    this.#count = count;
    this.#release = release;
  }

  write(chunk: Buffer): boolean {
    this.#traffic.bytes += chunk.length;
    this.#count(chunk.length);
    for (const listener of this.#traffic.listeners) listener(chunk);
    return true;
  }

  /** Whoever listens wants to see the bytes; else they need only be counted. */
  decide(): RawDecision {
    return this.#traffic.listeners.size > 0 ? 'deliver' : 'any';
  }

  moved({ bytes }: RawMove): void {
    this.#traffic.bytes += bytes;
    this.#count(bytes);
  }

  failed(): void {
    // Nothing was moved.
  }

  onReady(): void {
    // It never asks for a pause.
  }

  async close(): Promise<void> {
    this.#release();
  }
}

/** A slash is part of no name. */
function keyOf(process: string, stream: LogStream): string {
  return `${process}/${stream}`;
}
