/** What all streams together may move in one turn of the event loop: some milliseconds of work. */
const TURN_BYTES = 4 * 1024 * 1024;
/** What one stream may, however few there are. */
const MOST_BYTES = 1024 * 1024;
const LEAST_BYTES = 16 * 1024;

/** Shares the turns of the event loop among the streams that have something to move, so that the API has its turn as well. */
export class TurnShare {
  #streams = 0;
  #streamsBefore = 1;
  #isScheduled = false;

  /** How many bytes the calling stream may move in this turn. To be asked once a turn. */
  take(): number {
    this.#streams += 1;
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      // Runs in the turn that follows.
      setImmediate(() => this.#next()).unref();
    }
    const streams = Math.max(this.#streams, this.#streamsBefore);
    return Math.max(LEAST_BYTES, Math.min(MOST_BYTES, Math.floor(TURN_BYTES / streams)));
  }

  #next(): void {
    this.#streamsBefore = Math.max(1, this.#streams);
    this.#streams = 0;
    this.#isScheduled = false;
  }
}
