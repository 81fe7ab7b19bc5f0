import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { type Clock, messageOf } from '#core';
import type { Segment } from './segment.js';
import type { Segments } from './segments.js';

/** The budget is spread over so many files: when the oldest goes, at most this part of the history goes with it. */
const SEGMENTS = 8;
/** How long nothing is tried after a failure, ms: a full disk costs no system call for each event. */
const PAUSE_MS = 1_000;

/** What a writer needs. */
export interface WriterPorts {
  /** Of all segments together, more than 0. */
  readonly maxBytes: number;
  readonly epoch: string;
  readonly clock: Clock;
  /** Told when the history cannot be written (`message`), and when it can again (`null`), with how many events it lacks. */
  readonly report: (message: string | null, lacking: number) => void;
}

/**
 * Appends events, a line each, without waiting and without ever throwing: what cannot be written is counted, and supervision goes on. What
 * is written is in the hands of the kernel, so it outlives a daemon that is killed.
 */
export class HistoryWriter {
  readonly #segments: Segments;
  readonly #ports: WriterPorts;
  #current: { readonly segment: Segment; readonly fd: number } | null = null;
  #retryAtMs = 0;
  #lacking = 0;

  constructor(segments: Segments, ports: WriterPorts) {
    this.#segments = segments;
    this.#ports = ports;
  }

  /** @param line with its end. @param number of the event within the epoch */
  append(number: number, line: string): void {
    if (this.#lacking > 0 && this.#ports.clock.monotonicMs() < this.#retryAtMs) {
      this.#lacking += 1;
      return;
    }
    try {
      this.#write(number, Buffer.from(line));
      this.#recovered();
    } catch (error) {
      this.#failed(error);
    }
  }

  close(): void {
    if (this.#current !== null) closeSync(this.#current.fd);
    this.#current = null;
  }

  #write(number: number, line: Buffer): void {
    const { maxBytes } = this.#ports;
    this.#segments.shrinkTo(maxBytes - line.length, this.#current?.segment ?? null);
    if (this.#current !== null && this.#current.segment.bytes + line.length > maxBytes / SEGMENTS) this.close();
    const { segment, fd } = (this.#current ??= this.#begin(number));
    let written = 0;
    try {
      // A disk that gets full takes a part, and refuses the rest with the next call.
      while (written < line.length) written += writeSync(fd, line, written);
    } catch (error) {
      this.#undo(fd, segment);
      throw error;
    }
    this.#segments.grow(segment, line.length);
  }

  #begin(first: number): { readonly segment: Segment; readonly fd: number } {
    const segment = this.#segments.next(this.#ports.epoch, first);
    const fd = openSync(segment.path, 'ax', 0o600);
    this.#segments.add(segment);
    return { segment, fd };
  }

  /** Takes back half a line. Where that fails too, the next line begins a new segment: readers pass over a torn end. */
  #undo(fd: number, segment: Segment): void {
    try {
      ftruncateSync(fd, segment.bytes);
    } catch {
      this.close();
    }
  }

  #failed(error: unknown): void {
    const isNew = this.#lacking === 0;
    this.#lacking += 1;
    this.#retryAtMs = this.#ports.clock.monotonicMs() + PAUSE_MS;
    if (isNew) this.#ports.report(messageOf(error), this.#lacking);
  }

  #recovered(): void {
    const lacking = this.#lacking;
    this.#lacking = 0;
    if (lacking > 0) this.#ports.report(null, lacking);
  }
}
