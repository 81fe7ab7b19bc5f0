import type { ProcessEvent } from '#core';
import type { Requester } from './requester.js';
import { followJson } from './streams/follow.js';

/** An event with the id that continues after it. */
export interface EventMessage {
  readonly id: string | null;
  readonly event: ProcessEvent;
}

/** The endpoint of what happens to processes. */
export class EventRequests {
  readonly #requester: Requester;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /**
   * Events as they happen, until the loop is left, the signal aborts or the daemon ends.
   *
   * @param options.lastEventId id of the last message seen: what came after it and is still kept is repeated first
   * @throws ProvisrError PROVISR_DAEMON_UNREACHABLE when the connection breaks
   */
  async *follow(
    options: { readonly lastEventId?: string; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<EventMessage, void, undefined> {
    const { lastEventId, signal } = options;
    const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
    const call = {
      route: 'events' as const,
      params: {},
      headers,
      ...(signal === undefined ? {} : { signal }),
    };
    for await (const { id, data } of followJson(this.#requester, call)) yield { id, event: data };
  }
}
