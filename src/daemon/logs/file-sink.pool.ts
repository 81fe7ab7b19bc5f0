import type { Clock, LogSink, RawIntake } from '#core';

import { FileSink, type FileSinkOptions } from './file.sink.js';
import type { RotationQueue } from './rotation-queue.js';
import { UnmadeFiles } from './unmade-files.js';

interface SharedFile {
  readonly sink: FileSink;
  readonly holders: Set<PooledFile>;
}

/**
 * One writer per path, however many streams go there (stdout and stderr into one file, a further sink on the same path): two writers
 * would rotate away what the other one writes to.
 */
export class FileSinkPool {
  readonly #clock: Clock;
  readonly #rotations: RotationQueue;
  readonly #files = new Map<string, SharedFile>();
  readonly #unmade: UnmadeFiles;

  constructor(clock: Clock, rotations: RotationQueue) {
    this.#clock = clock;
    this.#rotations = rotations;
    this.#unmade = new UnmadeFiles(clock);
  }

  /** Opens the file, or joins its writer; the newest options win. */
  open(options: FileSinkOptions): LogSink {
    const file = this.#files.get(options.path) ?? this.#create(options);
    file.sink.configure(options);
    const holder: PooledFile = new PooledFile(file.sink, () => this.#release(options.path, file, holder));
    file.holders.add(holder);
    return holder;
  }

  /** Makes the file at once if somebody is to write there: who reads from its beginning has to have it before it is put aside. */
  prepare(path: string): void {
    this.#files.get(path)?.sink.prepare();
  }

  #create(options: FileSinkOptions): SharedFile {
    const file: SharedFile = { sink: new FileSink(options, this.#clock, this.#rotations), holders: new Set() };
    file.sink.onReady(() => {
      for (const holder of file.holders) holder.ready();
    });
    this.#files.set(options.path, file);
    this.#unmade.add(file.sink);
    return file;
  }

  async #release(path: string, file: SharedFile, holder: PooledFile): Promise<void> {
    file.holders.delete(holder);
    if (file.holders.size > 0) return;
    if (this.#files.get(path) === file) this.#files.delete(path);
    this.#unmade.drop(file.sink);
    await file.sink.close();
  }
}

/** The share of one stream in a file. */
class PooledFile implements LogSink {
  readonly #sink: FileSink;
  readonly #release: () => Promise<void>;
  /** Told when a pause is over. */
  ready: () => void = () => undefined;

  constructor(sink: FileSink, release: () => Promise<void>) {
    this.#sink = sink;
    this.#release = release;
  }

  get raw(): RawIntake {
    return this.#sink.raw;
  }

  write(chunk: Buffer): boolean {
    return this.#sink.write(chunk);
  }

  onReady(ready: () => void): void {
    this.ready = ready;
  }

  get droppedBytes(): number {
    return this.#sink.droppedBytes;
  }

  get problem(): string | null {
    return this.#sink.problem;
  }

  get midLine(): boolean {
    return this.#sink.midLine;
  }

  close(): Promise<void> {
    return this.#release();
  }
}
