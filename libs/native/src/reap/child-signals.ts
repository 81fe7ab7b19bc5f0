/**
 * Looks at children whenever one of them has ended, told by SIGCHLD: for kernels without pidfds, and when there are no descriptors left.
 */
export class ChildSignals {
  readonly #looks = new Map<() => void, boolean>();
  readonly #lookAtAll = (): void => {
    for (const look of Array.from(this.#looks.keys())) look();
  };
  #hold: NodeJS.Timeout | null = null;

  /** Calls `look` at the end of any child, and once soon: this one may have ended before anybody listened. */
  add(look: () => void): void {
    if (this.#looks.size === 0) process.on('SIGCHLD', this.#lookAtAll);
    this.#looks.set(look, true);
    setImmediate(() => this.#looks.has(look) && look());
    this.#keepAlive();
  }

  /** Goes on looking, and does not keep the process from ending. */
  unref(look: () => void): void {
    if (this.#looks.has(look)) this.#looks.set(look, false);
    this.#keepAlive();
  }

  remove(look: () => void): void {
    this.#looks.delete(look);
    if (this.#looks.size === 0) process.off('SIGCHLD', this.#lookAtAll);
    this.#keepAlive();
  }

  /** A listener for signals does not keep Node alive; a timer that is never due does. */
  #keepAlive(): void {
    const needed = [...this.#looks.values()].includes(true);
    if (needed) this.#hold ??= setInterval(() => undefined, 2 ** 31 - 1);
    else if (this.#hold) {
      clearInterval(this.#hold);
      this.#hold = null;
    }
  }
}
