import { closeSync, fstatSync, readSync } from 'node:fs';
import { type Clock, errnoOf, type FifoConsumer, messageOf, openReadEnd, type RawOffer, type StreamReader, type Timer } from '#core';
import type { DescriptorEvents, DescriptorWatch } from '../events/descriptor-events.js';
import { type FifoMover, PEEK_BYTES } from './fifo-mover.js';
import type { TurnShare } from './turn-share.js';

const RETRY_MS = 1000;
/** A writer at work is left alone for this long, so that more is moved at once: a third less processor time (docs/adr/0012). */
const REST_MS = 1;
/** What one that writes less than this meanwhile needs no rest for, */
const BUSY_BYTES = 32 * 1024;
/** and what one has written that would soon have to wait: it gets no rest until it writes less than the former. */
const NEARLY_FULL_BYTES = 512 * 1024;
/** Bytes that have to be looked at cost about so many times what the others do. */
const COST_OF_DELIVERY = 4;

/** Consumers are done with a chunk before they return, so one buffer serves every stream. */
const shared = Buffer.allocUnsafeSlow(PEEK_BYTES);

/** What the readers of all streams have in common. */
export interface SpliceReaderPorts {
  readonly events: DescriptorEvents;
  readonly mover: FifoMover;
  readonly share: TurnShare;
  readonly clock: Clock;
}

/** The end of a FIFO that is being read. */
interface ReadEnd {
  readonly fd: number;
  readonly inode: number;
  readonly watch: DescriptorWatch;
  isLarge: boolean;
}

/**
 * Reads one FIFO for run after run, and has the kernel move what nobody wants to see. Each turn asks its consumer anew:
 * nothing is held in between, so that the way may change at any time.
 */
export class SpliceReader implements StreamReader {
  readonly #path: string;
  readonly #consumer: FifoConsumer;
  readonly #ports: SpliceReaderPorts;
  #end: ReadEnd | null = null;
  /** Of another FIFO at the same path, which is read once nobody writes into the first any more. */
  #next: number | null = null;
  #retry: Timer | null = null;
  #rest: Timer | null = null;
  /** Its writer had to wait lately. */
  #isFlooded = false;
  #isPaused = false;
  #isClosed = false;

  constructor(path: string, consumer: FifoConsumer, ports: SpliceReaderPorts) {
    this.#path = path;
    this.#consumer = consumer;
    this.#ports = ports;
  }

  get isAttached(): boolean {
    return this.#end !== null || this.#retry !== null;
  }

  attach(): void {
    if (this.#isClosed || this.#next !== null || this.#retry !== null) return;
    const fd = openReadEnd(this.#path);
    if (this.#end === null) this.#read(fd);
    // The end of the run before was not learnt of yet: what this one writes comes through the same FIFO.
    else if (fstatSync(fd).ino === this.#end.inode) closeSync(fd);
    else this.#next = fd;
  }

  pause(): void {
    this.#isPaused = true;
    this.#end?.watch.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#end?.watch.resume();
  }

  close(): void {
    this.#isClosed = true;
    this.#retry?.disarm();
    this.#retry = null;
    this.#rest?.disarm();
    if (this.#next !== null) closeSync(this.#next);
    this.#next = null;
    this.#release();
    this.#consumer.ended();
  }

  #read(fd: number): void {
    try {
      const watch = this.#ports.events.watch(fd, () => this.#turn());
      this.#end = { fd, inode: fstatSync(fd).ino, watch, isLarge: false };
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    if (this.#isPaused) this.#end.watch.pause();
  }

  #turn(): void {
    let left = this.#ports.share.take();
    let moved = 0;
    while (left > 0 && this.#end !== null && !this.#isPaused) {
      const decision = this.#consumer.decide();
      if (decision === 'wait') return;
      if (typeof decision === 'string') {
        left -= this.#deliver(this.#end);
        continue;
      }
      const bytes = this.#move(this.#end, decision, left);
      moved += bytes;
      // What came since is found in the next turn.
      const isAll = bytes === 0 || (bytes < Math.min(decision.bytes, left) && decision.cut === undefined);
      left = isAll ? 0 : left - bytes;
    }
    if (moved >= NEARLY_FULL_BYTES) this.#isFlooded = true;
    else if (moved < BUSY_BYTES) this.#isFlooded = false;
    else if (!this.#isFlooded) this.#restAWhile();
  }

  #restAWhile(): void {
    const end = this.#end;
    // A pipe of ordinary size would be full at once.
    if (end === null || !end.isLarge || this.#isPaused) return;
    end.watch.pause();
    this.#rest = this.#ports.clock.arm(REST_MS, () => {
      if (this.#end === end && !this.#isPaused) end.watch.resume();
    });
  }

  /** @returns how many bytes; 0 when there is no more to do in this turn */
  #move(end: ReadEnd, offer: RawOffer, most: number): number {
    const moved = this.#ports.mover.move(end.fd, offer, most);
    if (moved instanceof Error) this.#consumer.failed(moved);
    else if (moved === 'ended') this.#ended(null);
    if (moved instanceof Error || typeof moved === 'string') return 0;
    if (!end.isLarge && moved.bytes >= BUSY_BYTES) end.isLarge = this.#ports.mover.makeLarge(end.fd);
    this.#consumer.moved(moved);
    return moved.bytes;
  }

  /** @returns what it cost of the share; all of it when there is no more to do in this turn */
  #deliver({ fd }: ReadEnd): number {
    let bytes = 0;
    try {
      bytes = readSync(fd, shared, 0, shared.length, null);
    } catch (error) {
      if (errnoOf(error) !== 'EAGAIN' && errnoOf(error) !== 'EINTR') this.#ended(error);
      return Infinity;
    }
    if (bytes === 0) this.#ended(null);
    else this.#consumer.deliver(shared.subarray(0, bytes));
    return bytes === shared.length ? bytes * COST_OF_DELIVERY : Infinity;
  }

  #ended(failure: unknown): void {
    this.#release();
    const next = this.#next;
    this.#next = null;
    if (failure !== null) this.#consumer.problem(`reading ${this.#path}: ${messageOf(failure)}`);
    if (next !== null) this.#read(next);
    else if (failure !== null) this.#retryLater();
    else this.#consumer.ended();
  }

  #release(): void {
    const end = this.#end;
    if (end === null) return;
    this.#end = null;
    end.watch.close();
    closeSync(end.fd);
    if (end.isLarge) this.#ports.mover.releaseLarge();
  }

  #retryLater(): void {
    this.#retry = this.#ports.clock.arm(RETRY_MS, () => {
      this.#retry = null;
      try {
        this.attach();
        this.#consumer.problem(null);
      } catch (error) {
        this.#consumer.problem(`opening ${this.#path}: ${messageOf(error)}`);
        this.#retryLater();
      }
    });
  }
}
