import type { Exit, SpawnedProcess } from '#core';

/** A child by its PID, which stays its own until {@link OwnChild.ended} was called. */
export class OwnChild implements SpawnedProcess {
  readonly pid: number;
  readonly #onRelease: () => void;
  #exit: Exit | null = null;
  #listener: ((exit: Exit) => void) | null = null;

  constructor(pid: number, onRelease: () => void) {
    this.pid = pid;
    this.#onRelease = onRelease;
  }

  onExit(listener: (exit: Exit) => void): void {
    this.#listener = listener;
    if (this.#exit) listener(this.#exit);
  }

  release(): void {
    this.#onRelease();
  }

  /** Its status was collected. */
  ended(exit: Exit): void {
    this.#exit = exit;
    this.#listener?.(exit);
  }
}
