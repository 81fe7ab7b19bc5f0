const DAY_MS = 86_400_000;
const UNIT_MS: readonly number[] = [3_600_000, 60_000, 1000];

/**
 * What the clocks on the wall of a time zone show. A reading is what they show, written as if it were UTC, in milliseconds: so
 * that it can be counted with, which local times themselves do not allow on a day when the clocks change.
 */
export class WallClock {
  readonly #format: Intl.DateTimeFormat;

  /** @param zone IANA name; `null` = that of this process. @throws RangeError for an unknown one */
  constructor(zone: string | null) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZoneName: 'longOffset', ...(zone === null ? {} : { timeZone: zone }) });
  }

  /** How far it is ahead of UTC at an instant, ms. */
  offsetAt(instant: number): number {
    const name = this.#format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, ...units] = /^GMT(?:([+-])(\d+):(\d+)(?::(\d+))?)?$/.exec(name) ?? [];
    const sum = units.reduce((total, unit, at) => total + Number(unit ?? 0) * (UNIT_MS[at] ?? 0), 0);
    return sign === '-' ? -sum : sum;
  }

  readingAt(instant: number): number {
    return instant + this.offsetAt(instant);
  }

  /** The instants at which it shows a reading, the earlier first: one, two where it is set back, none where it is set forward. */
  instantsOf(reading: number): readonly number[] {
    const instants = this.#offsetsAround(reading).map((offset) => reading - offset);
    const shown = instants.filter((instant) => this.readingAt(instant) === reading);
    return [...new Set(shown)].sort((left, right) => left - right);
  }

  /** When it is set forward over a reading that it never shows. */
  skips(reading: number): number {
    const [before, after] = this.#offsetsAround(reading);
    return this.changeWithin(reading - before - DAY_MS, reading - after + DAY_MS);
  }

  /** The first instant of the offset that is in force at `to`, in whole seconds; it is not yet in force at `from`. */
  changeWithin(from: number, to: number): number {
    const offset = this.offsetAt(to);
    let [before, after] = [Math.floor(from / 1000), Math.ceil(to / 1000)];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.offsetAt(middle * 1000) === offset) after = middle;
      else before = middle;
    }
    return after * 1000;
  }

  /** Offsets well before and well after. No zone changes its clocks twice within two days. */
  #offsetsAround(reading: number): readonly [number, number] {
    return [this.offsetAt(reading - DAY_MS), this.offsetAt(reading + DAY_MS)];
  }
}
