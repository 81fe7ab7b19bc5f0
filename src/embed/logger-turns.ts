import { Logger, type LoggerService } from '@nestjs/common';

/** Where Nest keeps the one logger of the process (a protected static of `Logger`, Nest 12). */
const FIELD = 'staticInstanceRef';

type HeldLogger = LoggerService | undefined;

/**
 * Lets Nest's logger of the process depend on who is at work, for as long as somebody needs it. `Logger.overrideLogger` cannot do that: it
 * tells nobody what it replaces, so that a guest could never give back what it has taken. Here the host reads and sets its own logger as ever,
 * before, meanwhile and afterwards.
 */
export class LoggerTurns {
  #users = 0;
  /** The field as it was, while ours is in its place. */
  #before: PropertyDescriptor | null = null;

  /** @param guest the logger of the guest that is at work; `undefined` = the host is */
  constructor(private readonly guest: () => HeldLogger) {}

  /** @returns gives it back, once; when the last user has, the field is what the host has left in it */
  take(): () => void {
    if (this.#users === 0) this.#interpose();
    this.#users += 1;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#users -= 1;
      if (this.#users === 0) this.#withdraw();
    };
  }

  readonly #read = (): HeldLogger => this.guest() ?? hostLogger(this.#before);
  readonly #write = (logger: HeldLogger): void => {
    if (this.#before?.set !== undefined) this.#before.set(logger);
    else this.#before = { ...this.#before, value: logger };
  };

  #interpose(): void {
    const before = Object.getOwnPropertyDescriptor(Logger, FIELD);
    // A Nest that keeps it elsewhere: everything goes to the logger of the host. One that is still below another copy of this package stays.
    if (before === undefined || this.#before !== null) return;
    this.#before = before;
    Object.defineProperty(Logger, FIELD, { get: this.#read, set: this.#write, configurable: true, enumerable: true });
  }

  #withdraw(): void {
    // Above it is another copy of this package, for which it passes on what the host has.
    if (this.#before === null || Object.getOwnPropertyDescriptor(Logger, FIELD)?.get !== this.#read) return;
    Object.defineProperty(Logger, FIELD, this.#before);
    this.#before = null;
  }
}

function hostLogger(field: PropertyDescriptor | null): HeldLogger {
  return (field?.get === undefined ? field?.value : field.get()) as HeldLogger;
}
