import type { NativeLibrary } from '../library/load-library.js';
import { bindWaitCalls, type WaitCalls, type Zombie } from './wait-calls.js';

/** A zombie that somebody else in this program reaps hides those behind it until then, ms. */
const LOOK_AGAIN_MS = 5;

/** Whom orphans are told to. */
export interface OrphanKeeper {
  /** Whether somebody else in this program waits for this child, e.g. libuv. */
  isAwaited(pid: number): boolean;
  /** A child that nobody else waits for has ended. It is still in the process table, and is taken out afterwards. */
  ended(zombie: Zombie): void;
}

/**
 * Inherits what dead descendants leave behind (PR_SET_CHILD_SUBREAPER, or being PID 1) and reaps it when it ends, told by SIGCHLD.
 * Children of others in this program are left to them.
 */
export class Orphans {
  readonly #calls: WaitCalls;
  readonly #keeper: OrphanKeeper;
  readonly #onSignal = (): void => this.collect();
  #again: NodeJS.Timeout | null = null;

  constructor(library: NativeLibrary, keeper: OrphanKeeper) {
    this.#calls = bindWaitCalls(library);
    this.#keeper = keeper;
  }

  /** @returns whether descendants will come here; without it only direct children do */
  adopt(): boolean {
    process.on('SIGCHLD', this.#onSignal);
    const isSubreaper = this.#calls.becomeSubreaper();
    this.collect();
    return isSubreaper;
  }

  close(): void {
    process.off('SIGCHLD', this.#onSignal);
    if (this.#again) clearTimeout(this.#again);
    this.#again = null;
  }

  /** Reaps who has ended until now. */
  collect(): void {
    for (let zombie = this.#calls.peek(); zombie !== null; zombie = this.#calls.peek()) {
      if (this.#keeper.isAwaited(zombie.pid)) return this.#lookAgain();
      this.#keeper.ended(zombie);
      this.#calls.reap(zombie.pid);
    }
  }

  #lookAgain(): void {
    this.#again ??= setTimeout(() => {
      this.#again = null;
      this.collect();
    }, LOOK_AGAIN_MS);
  }
}
