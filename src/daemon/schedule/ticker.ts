/** Says when a cronjob is due. At rest until started; all moments are milliseconds since the epoch. */
export interface Ticker {
  /** `null` when it is never due again. */
  readonly nextAt: number | null;
  /** The first moments to come, at most `count`. */
  upcoming(count: number): readonly number[];
  /** The last moment after `since` that lies in the past already; `null` when there is none. */
  missed(since: number): number | null;
  start(): void;
  stop(): void;
}

/** Called at each tick with the moment it was meant for, which lies in the past when the machine slept or was too busy. */
export type TickListener = (dueAt: number) => void;

/** What was settled before a ticker is made; milliseconds since the epoch. */
export interface TickerPast {
  /** A tick of `@every` that was, or when counting began: the next one is a whole number of intervals later. */
  readonly anchorAt: number;
  /** What was due up to here has been decided, and does not come again. */
  readonly settledUntil: number;
}
