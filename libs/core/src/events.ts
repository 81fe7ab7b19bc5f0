import type { Exit } from './process/exit.js';
import type { ProcessState } from './process/status.js';

/** Who asked, or which policy decided. */
export type Cause = 'boot' | 'operator' | 'reload' | 'restart-policy' | 'retry' | 'crash' | 'detector' | 'shutdown' | 'adoption' | 'cron';

/** Who asked for something, as far as it was proven. */
export interface Actor {
  /** Name of the token, certificate, signal or cronjob; `socket` or `anonymous` where there is none. */
  readonly name: string;
  /** `null` for what has none: a signal, a cronjob. */
  readonly role: string | null;
  readonly via: 'socket' | 'token' | 'certificate' | 'plugin' | 'none' | 'signal' | 'schedule';
}

/** Why something is to happen, and who wants it; `null`: nobody in particular, it follows from something else. */
export interface Order {
  readonly cause: Cause;
  readonly by: Actor | null;
}

/** Which process an event is about, and when it was. */
export interface AboutProcess {
  /** Instance name. */
  readonly process: string;
  readonly base: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Everything that happens to processes, past tense. Listeners must not throw and must be quick. */
export type ProcessEvent =
  | (AboutProcess & {
      readonly type: 'process.state';
      readonly from: ProcessState;
      readonly to: ProcessState;
      readonly pid: number | null;
      readonly cause: Cause;
    })
  /** A start, stop or restart was asked for, whether there was anything to do or not. */
  | (AboutProcess & Order & { readonly type: 'process.asked'; readonly what: 'start' | 'stop' | 'restart' })
  /** Its definition is another one. `keys`: which of the specification, as they are written. */
  | (AboutProcess & Order & { readonly type: 'process.changed'; readonly keys: readonly string[]; readonly restarts: boolean })
  | (AboutProcess & { readonly type: 'process.spawned'; readonly pid: number; readonly attempt: number })
  | (AboutProcess & { readonly type: 'process.started'; readonly pid: number; readonly tookMs: number; readonly automatic: boolean })
  | (AboutProcess & { readonly type: 'process.adopted'; readonly pid: number })
  | (AboutProcess & {
      readonly type: 'process.exited';
      readonly pid: number | null;
      readonly exit: Exit;
      readonly ranMs: number;
      readonly expected: boolean;
    })
  | (AboutProcess & { readonly type: 'process.backed-off'; readonly delayMs: number; readonly failures: number })
  | (AboutProcess & {
      readonly type: 'process.gave-up';
      readonly failures: number;
      /** Attempts of the start that did not get through; 0 = it had started. */
      readonly attempts: number;
      readonly reason: string;
    })
  | (AboutProcess & { readonly type: 'process.killed'; readonly pid: number; readonly afterMs: number })
  | (AboutProcess & { readonly type: 'process.stopped'; readonly cause: Cause })
  | (AboutProcess & { readonly type: 'process.log-degraded'; readonly stream: string; readonly reason: string })
  | (AboutProcess & { readonly type: 'process.added' })
  | (AboutProcess & { readonly type: 'process.removed' });

/** What an event is called. */
export type ProcessEventType = ProcessEvent['type'];

/** A listener of the bus. */
export type EventListener<Event = ProcessEvent> = (event: Event) => void;

/** Synchronous fan-out. A listener that throws is reported and does not disturb the others or supervision. */
export class EventBus<Event = ProcessEvent> {
  readonly #listeners = new Set<EventListener<Event>>();
  readonly #report: (error: unknown) => void;

  constructor(reportListenerError: (error: unknown) => void = () => undefined) {
    this.#report = reportListenerError;
  }

  /** Returns the function that unsubscribes. */
  subscribe(listener: EventListener<Event>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells all listeners before it returns; one that throws is reported, and the others are told all the same. */
  publish(event: Event): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}
