import { Injectable } from '@nestjs/common';
import type { LogSink, LogStream, LogTarget, RawIntake } from '#core';

/** What of a stream could not be stored. */
export interface StreamLoss {
  /** Since its process became known to this daemon. */
  readonly droppedBytes: number;
  /** Why storing fails at present; `null` while it works. */
  readonly problem: string | null;
}

interface StreamAccount {
  /** Of sinks that are closed. */
  earlierBytes: number;
  readonly open: Set<LogSink>;
}

const NO_LOSS: StreamLoss = { droppedBytes: 0, problem: null };

/** Keeps account of what could not be stored of each stream, also when its sink is exchanged for another one. */
@Injectable()
export class LogLosses {
  readonly #accounts = new Map<string, StreamAccount>();

  /** Watches `sink` until it is closed; what is returned takes its place. */
  watch(target: LogTarget, sink: LogSink): LogSink {
    const key = keyOf(target.process, target.stream);
    const account = this.#accounts.get(key) ?? { earlierBytes: 0, open: new Set() };
    this.#accounts.set(key, account);
    account.open.add(sink);
    return new WatchedSink(sink, () => {
      account.open.delete(sink);
      account.earlierBytes += sink.droppedBytes;
      // An exchange opens the new one before it closes the old one: without any, the process is gone.
      if (account.open.size === 0) this.#accounts.delete(key);
    });
  }

  of(process: string, stream: LogStream): StreamLoss {
    const account = this.#accounts.get(keyOf(process, stream));
    if (account === undefined) return NO_LOSS;
    let { earlierBytes: droppedBytes } = account;
    let problem: string | null = null;
    for (const sink of account.open) {
      droppedBytes += sink.droppedBytes;
      problem ??= sink.problem;
    }
    return { droppedBytes, problem };
  }
}

class WatchedSink implements LogSink {
  constructor(
    private readonly inner: LogSink,
    private readonly closed: () => void,
  ) {}

  write(chunk: Buffer): boolean {
    return this.inner.write(chunk);
  }

  onReady(ready: () => void): void {
    this.inner.onReady(ready);
  }

  get droppedBytes(): number {
    return this.inner.droppedBytes;
  }

  get problem(): string | null {
    return this.inner.problem;
  }

  get raw(): RawIntake | undefined {
    return this.inner.raw;
  }

  get midLine(): boolean {
    return this.inner.midLine ?? false;
  }

  async close(): Promise<void> {
    await this.inner.close();
    this.closed();
  }
}

/** A slash is part of no name. */
function keyOf(process: string, stream: LogStream): string {
  return `${process}/${stream}`;
}
