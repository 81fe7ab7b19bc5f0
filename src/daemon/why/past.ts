import type { EventDto, EventOf } from '#contract';

/** The latest event of each type that is about one process. */
export class Past {
  readonly #latest: ReadonlyMap<EventDto['type'], EventDto>;

  constructor(latest: ReadonlyMap<EventDto['type'], EventDto>) {
    this.#latest = latest;
  }

  latest<T extends EventDto['type']>(type: T): EventOf<T> | null {
    return (this.#latest.get(type) as EventOf<T> | undefined) ?? null;
  }

  /** The latest of a type, if it is no older than a moment. @param since RFC 3339; `null` = ever */
  since<T extends EventDto['type']>(type: T, since: string | null): EventOf<T> | null {
    const event = this.latest(type);
    return event === null || (since !== null && Date.parse(event.at) < Date.parse(since)) ? null : event;
  }
}
