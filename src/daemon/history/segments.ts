import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errnoOf, makeDirectory } from '#core';
import { parseSegmentName, type Segment, segmentName } from './segment.js';

/** The files of the history, oldest first, and how much room they take together. */
export class Segments {
  readonly #directory: string;
  #all: Segment[] = [];
  #bytes = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  get all(): readonly Segment[] {
    return this.#all;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Finds what earlier daemons left. @throws the system error of a directory that is there and cannot be read */
  find(): void {
    this.#all = this.#names()
      .flatMap((name) => {
        const parsed = parseSegmentName(name);
        const path = join(this.#directory, name);
        const bytes = parsed === null ? undefined : statSync(path, { throwIfNoEntry: false })?.size;
        return parsed === null || bytes === undefined ? [] : [{ ...parsed, path, bytes }];
      })
      .sort((left, right) => left.order - right.order);
    this.#bytes = this.#all.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** A segment that follows all others. Its file is the caller's to make, in the directory that is there now. @throws the system error */
  next(epoch: string, first: number): Segment {
    makeDirectory(this.#directory, 0o750);
    const order = (this.#all.at(-1)?.order ?? 0) + 1;
    return { path: join(this.#directory, segmentName({ order, epoch, first })), order, epoch, first, bytes: 0 };
  }

  add(segment: Segment): void {
    this.#all = [...this.#all, segment];
  }

  grow(segment: Segment, bytes: number): void {
    segment.bytes += bytes;
    this.#bytes += bytes;
  }

  /** Removes the oldest, but never `current`, until there are no more than `mostBytes`. @throws the system error */
  shrinkTo(mostBytes: number, current: Segment | null): void {
    for (let [oldest] = this.#all; this.#bytes > mostBytes && oldest !== undefined && oldest !== current; [oldest] = this.#all) {
      rmSync(oldest.path, { force: true });
      this.#bytes -= oldest.bytes;
      this.#all = this.#all.slice(1);
    }
  }

  #names(): readonly string[] {
    try {
      return readdirSync(this.#directory);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  }
}
