import { type LogSink, messageOf, type RawIntake } from '#core';

/** A sink of somebody else: whatever it throws costs its own bytes alone, and is told as its problem. */
export class ContainedSink implements LogSink {
  #thrownBytes = 0;
  #thrown: string | null = null;

  constructor(
    private readonly type: string,
    private readonly sink: LogSink,
  ) {}

  get raw(): RawIntake | undefined {
    return this.sink.raw;
  }

  get droppedBytes(): number {
    const own = this.#ask(() => this.sink.droppedBytes, 0);
    return this.#thrownBytes + (Number.isFinite(own) ? own : 0);
  }

  get problem(): string | null {
    return this.#ask(() => this.sink.problem, null) ?? this.#thrown;
  }

  get midLine(): boolean {
    return this.#ask(() => this.sink.midLine, false) === true;
  }

  write(chunk: Buffer): boolean {
    try {
      // Only a plain "no" is one: it makes the process wait.
      return (this.sink.write(chunk) as unknown) !== false;
    } catch (error) {
      this.#thrownBytes += chunk.length;
      this.#note(error);
      return true;
    }
  }

  onReady(ready: () => void): void {
    this.#ask(() => this.sink.onReady(ready), undefined);
  }

  async close(): Promise<void> {
    try {
      await this.sink.close();
    } catch (error) {
      this.#note(error);
    }
  }

  #ask<T>(question: () => T, fallback: T): T {
    try {
      return question();
    } catch (error) {
      this.#note(error);
      return fallback;
    }
  }

  #note(error: unknown): void {
    this.#thrown = `log sink "${this.type}" failed: ${messageOf(error)}`;
  }
}
