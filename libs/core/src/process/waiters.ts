interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

/** Callers waiting for one kind of outcome; all are answered together. */
export class Waiters {
  #waiting: Waiter[] = [];

  get count(): number {
    return this.#waiting.length;
  }

  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  resolve(): void {
    for (const waiter of this.#waiting.splice(0)) waiter.resolve();
  }

  /** Takes everybody who waits now, to be rejected when the reason is known. */
  take(): (error: Error) => void {
    const taken = this.#waiting.splice(0);
    return (error) => {
      for (const waiter of taken) waiter.reject(error);
    };
  }
}
