import type { RequestHandler } from './listener.js';

/** Keeps requests waiting until there is something to answer with. */
export class Gate {
  readonly handler: RequestHandler;
  readonly #waiting: (() => void)[] = [];
  #isOpen: boolean;

  /** @param isClosed it is open from the beginning otherwise */
  constructor(handler: RequestHandler, isClosed: boolean) {
    this.#isOpen = !isClosed;
    this.handler = (request, response) => {
      if (this.#isOpen) handler(request, response);
      else this.#waiting.push(() => handler(request, response));
    };
  }

  /** In the order in which they came. */
  open(): void {
    this.#isOpen = true;
    for (const answer of this.#waiting.splice(0)) answer();
  }
}
