import { CronTime } from 'cron';
import { WallClock } from './wall-clock.js';

const SECOND_MS = 1000;
/** Clocks are set back by at most this much: 1 h nearly everywhere, 3 h in Antarctica (tzdata, Antarctica/Casey). */
const LARGEST_SET_BACK_MS = 3 * 3_600_000;
const EVERY_HOUR = '*';

/**
 * The moments that a cron expression names in a time zone.
 *
 * When clocks change, an expression for certain hours means the time on the wall: what falls into the hour that is left out comes
 * at the moment it is left out, once; what falls into the hour that comes twice is meant the first time. An expression for every
 * hour means a rhythm: it goes on through both, and nothing is made up for. (The same distinction as in cron(8) of Debian.)
 */
export class CronMoments {
  /** Applied to readings of the wall clock, hence in UTC: the library's own arithmetic with changing clocks goes astray in some zones. */
  readonly #fields: CronTime;
  readonly #wall: WallClock;
  readonly #isForEveryHour: boolean;

  /**
   * @param zone IANA name; `null` = that of this process
   * @throws Error when it is no expression, or the zone unknown
   */
  constructor(
    readonly expression: string,
    readonly zone: string | null,
  ) {
    this.#fields = new CronTime(expression, 'UTC');
    this.#wall = new WallClock(zone);
    this.#isForEveryHour = this.#fields.toJSON()[2] === EVERY_HOUR;
  }

  /** The first moment after an instant; `null` when there is none in the next years (30 February). */
  after(instant: number): number | null {
    const reading = Math.floor(this.#wall.readingAt(instant) / SECOND_MS) * SECOND_MS;
    return this.#isForEveryHour ? this.#inRhythmAfter(instant, reading) : this.#onTheWallAfter(instant, reading);
  }

  /** The last moment up to an instant that comes after `since`; `null` when there is none. */
  latest(since: number, until: number): number | null {
    const isEarly = (moment: number | null): moment is number => moment !== null && moment <= until;
    if (!isEarly(this.after(since))) return null;
    let [low, high] = [since, until];
    while (high - low > SECOND_MS) {
      const middle = Math.floor((low + high) / 2);
      if (isEarly(this.after(middle))) low = middle;
      else high = middle;
    }
    return this.after(low);
  }

  #onTheWallAfter(instant: number, reading: number): number | null {
    let next = this.#matching(reading);
    while (next !== null) {
      const moment = this.#wall.instantsOf(next)[0] ?? this.#wall.skips(next);
      if (moment > instant) return moment;
      // The clock shows it for the second time: on to where it shows new readings.
      const change = this.#wall.changeWithin(moment, instant);
      next = this.#matching(Math.max(next, this.#wall.readingAt(change - SECOND_MS)));
    }
    return null;
  }

  #inRhythmAfter(instant: number, reading: number): number | null {
    const offset = this.#wall.offsetAt(instant);
    const next = this.#matching(reading);
    const soon = instant + LARGEST_SET_BACK_MS;
    if (this.#wall.offsetAt(soon) >= offset) return this.#shownAfter(instant, next);
    const change = this.#wall.changeWithin(instant, soon);
    if (next !== null && next - offset < change) return next - offset;
    return this.#shownAfter(change - 1, this.#matching(this.#wall.readingAt(change) - SECOND_MS));
  }

  /** When a matching reading, or else the first one after it, is shown after an instant. */
  #shownAfter(instant: number, reading: number | null): number | null {
    let next = reading;
    while (next !== null) {
      const moment = this.#wall.instantsOf(next).find((shown) => shown > instant);
      if (moment !== undefined) return moment;
      next = this.#matching(Math.max(next, this.#wall.readingAt(this.#wall.skips(next)) - SECOND_MS));
    }
    return null;
  }

  /** The first reading after another that the fields match. */
  #matching(reading: number): number | null {
    try {
      return this.#fields.getNextDateFrom(new Date(reading), 'UTC').toMillis();
    } catch {
      return null; // what it throws when it has looked eight years ahead in vain; it has no class of its own
    }
  }
}
