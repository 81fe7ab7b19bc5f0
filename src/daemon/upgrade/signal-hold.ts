/** Keeps what signals ask for, while everything stands still, for whoever goes on. */
export class SignalHold {
  readonly #kept: NodeJS.Signals[] = [];
  #isHolding = false;

  get kept(): readonly NodeJS.Signals[] {
    return this.#kept;
  }

  begin(): void {
    this.#isHolding = true;
  }

  /** Whether it is kept, and so not to be obeyed here. */
  keeps(signal: NodeJS.Signals): boolean {
    if (this.#isHolding) this.#kept.push(signal);
    return this.#isHolding;
  }
}
