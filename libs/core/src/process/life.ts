import type { Clock } from '../clock.js';
import type { Exit } from './exit.js';
import { Causes } from './causes.js';
import type { EventBody } from './effect-table.js';
import { type HandedProcess, shifted } from './handed-process.js';
import { emptyHistory, type History } from './history.js';
import { INITIAL, type Snapshot } from './machine.js';
import { PhaseTimer } from './phase-timer.js';

/** All that changes about one process: where its machine is, and what the machine need not know. */
export class Life {
  snapshot: Snapshot = INITIAL;
  history: History = emptyHistory();
  readonly causes = new Causes();
  readonly timer: PhaseTimer;
  /** Milliseconds since the epoch. */
  nextRestartAt: number | null = null;
  /** Monotonic, as all that ends in `AtMs`. */
  startAskedAtMs = 0;
  stopSignalledAtMs = 0;
  /** Attempts of the start that is under way. */
  attempts = 0;
  /** The end of its leader, which came during the standstill. */
  unheardExit: Exit | null = null;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.timer = new PhaseTimer(clock);
  }

  /** What is told of a run that counts as started; `null` when it had been before. */
  started(): EventBody | null {
    const { run, automatic } = this.snapshot;
    if (this.attempts === 0 || run === null) return null;
    this.attempts = 0;
    return { type: 'process.started', pid: run.pid, tookMs: this.#clock.monotonicMs() - this.startAskedAtMs, automatic };
  }

  /** As the next image of the manager is told. */
  handedOver(): Pick<HandedProcess, 'snapshot' | 'history' | 'progress' | 'exit'> {
    const now = this.#clock.monotonicMs();
    return {
      snapshot: shifted(this.snapshot, -now),
      history: this.history,
      exit: this.unheardExit,
      progress: {
        startCause: this.causes.start,
        stopCause: this.causes.stop,
        attempts: this.attempts,
        startAskedAtMs: this.startAskedAtMs - now,
        stopSignalledAtMs: this.stopSignalledAtMs - now,
        dueInMs: this.timer.leftMs,
        nextRestartAt: this.nextRestartAt,
      },
    };
  }

  /** As an earlier image had it; only the timer is not armed. */
  carryOn({ snapshot, history, progress }: HandedProcess, gapMs: number): void {
    const shiftMs = this.#clock.monotonicMs() - gapMs;
    this.snapshot = shifted(snapshot, shiftMs);
    this.history = history;
    this.causes.start = progress.startCause;
    this.causes.stop = progress.stopCause;
    this.attempts = progress.attempts;
    this.startAskedAtMs = progress.startAskedAtMs + shiftMs;
    this.stopSignalledAtMs = progress.stopSignalledAtMs + shiftMs;
  }
}
