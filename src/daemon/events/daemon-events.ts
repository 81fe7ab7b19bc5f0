import { Injectable } from '@nestjs/common';
import type { DaemonEvent } from '#contract';
import { type Clock, EventBus, type EventListener } from '#core';
import { InjectClock } from '../slots/index.js';

/** An event of the daemon without its time. */
export type DaemonEventBody = DaemonEvent extends infer E ? (E extends DaemonEvent ? Omit<E, 'at'> : never) : never;

/** Where what happens to the daemon as a whole is told: to the feed of events, and to whoever else listens. */
@Injectable()
export class DaemonEvents {
  readonly #bus = new EventBus<DaemonEvent>();
  readonly #clock: Clock;

  constructor(@InjectClock() clock: Clock) {
    this.#clock = clock;
  }

  /** Returns the function that unsubscribes. */
  subscribe(listener: EventListener<DaemonEvent>): () => void {
    return this.#bus.subscribe(listener);
  }

  tell(event: DaemonEventBody): void {
    this.#bus.publish({ ...event, at: this.#clock.epochMs() });
  }
}
