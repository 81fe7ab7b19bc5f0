/** How a daemon ended, as its parent learnt it. */
export interface DaemonEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** How long it ran, ms. */
  readonly ranMs: number;
}

/** What the guard does about it. */
export type Verdict = { readonly do: 'end'; readonly exitCode: number } | { readonly do: 'start'; readonly afterMs: number };

/** The wait before the second start in a row, ms; doubled for each further one. The first is at once. */
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;
/** A daemon that ran this long is no crash loop, ms. */
const STEADY_MS = 10_000;
/** What shells say of a death by signal (POSIX sh, 2.8.2): more than 128. */
const SIGNAL_BASE = 128;

/** Decides, from what became of the daemons before, whether there is another. */
export class DaemonKeeper {
  #wasReady = false;
  #isEnding = false;
  #failures = 0;

  /** A daemon answers: from here on its processes depend on there being one. */
  ready(): void {
    this.#wasReady = true;
  }

  /** Somebody told the guard to end: what the daemon does about it is final. */
  ending(): void {
    this.#isEnding = true;
  }

  /**
   * A daemon that never was ready has told why, and starting it again changes nothing. One that ended well was asked to. All else
   * is a death that its processes must not notice.
   */
  judge({ code, signal, ranMs }: DaemonEnd): Verdict {
    if (this.#isEnding || !this.#wasReady || code === 0) return { do: 'end', exitCode: code ?? SIGNAL_BASE + signalNumber(signal) };
    this.#failures = ranMs >= STEADY_MS ? 1 : this.#failures + 1;
    const afterMs = this.#failures === 1 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#failures - 2));
    return { do: 'start', afterMs };
  }
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : (process.getBuiltinModule('node:os').constants.signals[signal] ?? 0);
}
