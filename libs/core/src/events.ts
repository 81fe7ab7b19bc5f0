import type { Exit } from './process/exit.js';
import type { ProcessState } from './process/status.js';

/** Who asked, or which policy decided. */
export type Cause = 'boot' | 'operator' | 'reload' | 'restart-policy' | 'retry' | 'crash' | 'detector' | 'shutdown' | 'adoption' | 'cron';

interface About {
  /** Instance name. */
  readonly process: string;
  readonly base: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Everything that happens to processes, past tense. Listeners must not throw and must be quick. */
export type ProcessEvent =
  | (About & {
      readonly type: 'process.state';
      readonly from: ProcessState;
      readonly to: ProcessState;
      readonly pid: number | null;
      readonly cause: Cause;
    })
  | (About & { readonly type: 'process.spawned'; readonly pid: number; readonly attempt: number })
  | (About & { readonly type: 'process.started'; readonly pid: number; readonly tookMs: number; readonly automatic: boolean })
  | (About & { readonly type: 'process.adopted'; readonly pid: number })
  | (About & {
      readonly type: 'process.exited';
      readonly pid: number | null;
      readonly exit: Exit;
      readonly ranMs: number;
      readonly expected: boolean;
    })
  | (About & { readonly type: 'process.backed-off'; readonly delayMs: number; readonly failures: number })
  | (About & { readonly type: 'process.gave-up'; readonly failures: number; readonly reason: string })
  | (About & { readonly type: 'process.killed'; readonly pid: number; readonly afterMs: number })
  | (About & { readonly type: 'process.stopped'; readonly cause: Cause })
  | (About & { readonly type: 'process.log-degraded'; readonly stream: string; readonly reason: string })
  | (About & { readonly type: 'process.added' })
  | (About & { readonly type: 'process.removed' });

export type ProcessEventType = ProcessEvent['type'];

/** A listener of the bus. */
export type EventListener = (event: ProcessEvent) => void;

/** Synchronous fan-out. A listener that throws is reported and does not disturb the others or supervision. */
export class EventBus {
  readonly #listeners = new Set<EventListener>();
  readonly #report: (error: unknown) => void;

  constructor(reportListenerError: (error: unknown) => void = () => undefined) {
    this.#report = reportListenerError;
  }

  /** Returns the function that unsubscribes. */
  subscribe(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(event: ProcessEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}
