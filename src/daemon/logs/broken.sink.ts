import type { LogSink } from '#core';

/** Stands in for a sink that could not be opened: drops and counts, so that the process runs all the same. */
export class BrokenSink implements LogSink {
  readonly problem: string;
  #dropped = 0;

  constructor(problem: string) {
    this.problem = problem;
  }

  get droppedBytes(): number {
    return this.#dropped;
  }

  write(chunk: Buffer): boolean {
    this.#dropped += chunk.length;
    return true;
  }

  onReady(): void {
    // It never asks for a pause.
  }

  async close(): Promise<void> {
    // It holds nothing.
  }
}
