import type { EventDto, EventGapDto, HistoryPageDto } from '#contract';
import type { Requester } from './requester.js';
import type { ProcessSelector } from './selector.js';
import { followJson, type FollowOptions } from './streams/follow.js';

/** An event, or the mark that some are missing, with the id that continues after it. */
export interface EventMessage {
  /** `lastEventId` of a later call, `null` when there is nothing to go on from. */
  readonly id: string | null;
  /** What happened; of type `gap` when events are missing before the next. */
  readonly event: EventDto | EventGapDto;
}

/** Which events. */
export interface EventOptions extends FollowOptions {
  /** Of which processes, known or yet to come. @default all */
  readonly selector?: ProcessSelector;
  /** @default all */
  readonly types?: readonly EventDto['type'][];
  /** Id of the last message seen: what came after it and is still kept is repeated first. `'0'`: everything that is kept. */
  readonly lastEventId?: string;
  /** Ends the stream, with its reason. */
  readonly signal?: AbortSignal;
}

/** Which part of what has happened. */
export interface HistoryOptions {
  /** Of which processes, known or not. @default all, and the daemon itself */
  readonly selector?: ProcessSelector;
  /** `*` stands for any run of characters: `cron.*`. @default all */
  readonly types?: readonly string[];
  /** RFC 3339, or a while back from now: `10m`. */
  readonly since?: string;
  readonly until?: string;
  /** 1..1000. @default 100 */
  readonly limit?: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** The endpoints of what happens to processes and to the daemon. */
export class EventRequests {
  readonly #requester: Requester;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /**
   * Events as they happen, until the loop is left, the signal aborts or the daemon stops. A connection that breaks is made again, without
   * loss: what the daemon does not keep any more is told by an event of type `gap`.
   *
   * @throws ProvisrError PROVISR_DAEMON_UNREACHABLE when it stays away
   */
  async *follow(options: EventOptions = {}): AsyncGenerator<EventMessage, void, undefined> {
    const { lastEventId, selector, signal, types } = options;
    const call = {
      route: 'events' as const,
      params: {},
      query: { ...selector, type: types?.join(',') },
      ...(signal === undefined ? {} : { signal }),
    };
    for await (const { id, data } of followJson(this.#requester, call, options, lastEventId)) yield { id, event: data };
  }

  /** What has happened, the latest first, a page at a time. @throws ProvisrError PROVISR_REQUEST_INVALID for a type there is not */
  history({ selector, types, ...others }: HistoryOptions = {}): Promise<HistoryPageDto> {
    return this.#requester.request({ route: 'history', params: {}, query: { ...selector, type: types?.join(','), ...others } });
  }
}
