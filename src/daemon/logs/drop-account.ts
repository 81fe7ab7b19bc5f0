import { errnoOf, messageOf } from '#core';

const RETRY_MS = 1000;

/** What could not be stored, why, and when to try again. */
export class DropAccount {
  #total = 0;
  #unreported = 0;
  #reason: string | null = null;
  #retryAtMs = 0;

  /** All bytes dropped so far. */
  get total(): number {
    return this.#total;
  }

  /** Why storing fails at present. */
  get reason(): string | null {
    return this.#reason;
  }

  /** Whether storing works and nothing is left to be told. */
  get isClear(): boolean {
    return this.#unreported === 0 && this.#reason === null;
  }

  /** Whether it is too early for another try. */
  isWaiting(nowMs: number): boolean {
    return this.#reason !== null && nowMs < this.#retryAtMs;
  }

  /** Storing failed: the next try is due in a second. */
  failed(error: unknown, nowMs: number): void {
    this.#reason = errnoOf(error) ?? messageOf(error);
    this.#retryAtMs = nowMs + RETRY_MS;
  }

  drop(bytes: number): void {
    this.#total += bytes;
    this.#unreported += bytes;
  }

  /** The line that tells a reader of the file what is missing; `null` when nothing is. */
  notice(): Buffer | null {
    if (this.#unreported === 0) return null;
    return Buffer.from(`[provisr] ${this.#unreported} bytes of output were dropped: ${this.#reason ?? 'unknown reason'}\n`);
  }

  /** Storing works, and the notice is stored. */
  recovered(): void {
    this.#unreported = 0;
    this.#reason = null;
  }
}
