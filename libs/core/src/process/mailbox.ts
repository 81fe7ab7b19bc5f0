/** Hands over messages one at a time: one that comes up while another is being handled waits its turn. */
export class Mailbox<T> {
  readonly #handle: (message: T) => void;
  readonly #waiting: T[] = [];
  #handling = false;

  constructor(handle: (message: T) => void) {
    this.#handle = handle;
  }

  post(message: T): void {
    this.#waiting.push(message);
    if (this.#handling) return;
    this.#handling = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#handle(next);
    } finally {
      this.#handling = false;
    }
  }
}
