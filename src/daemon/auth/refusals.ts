import { Injectable } from '@nestjs/common';
import type { AuthFailedEventDto } from '#contract';
import type { Clock } from '#core';
import { DaemonEvents } from '../events/index.js';
import { InjectClock } from '../slots/index.js';

/** In a flood no more than these are told: whoever guesses must not drive everything else out of the history. */
const MOST_A_MINUTE = 60;
const MINUTE_MS = 60_000;

/** Tells of those who were not let in, as events. */
@Injectable()
export class Refusals {
  #windowEndsMs = 0;
  #told = 0;
  #suppressed = 0;

  constructor(
    private readonly events: DaemonEvents,
    @InjectClock() private readonly clock: Clock,
  ) {}

  tell(refusal: Pick<AuthFailedEventDto, 'address' | 'what' | 'code' | 'reason'>): void {
    const now = this.clock.monotonicMs();
    if (now >= this.#windowEndsMs) {
      this.#windowEndsMs = now + MINUTE_MS;
      this.#told = 0;
    }
    this.#told += 1;
    if (this.#told > MOST_A_MINUTE) {
      this.#suppressed += 1;
      return;
    }
    this.events.tell({ type: 'auth.failed', ...refusal, suppressed: this.#suppressed });
    this.#suppressed = 0;
  }
}
