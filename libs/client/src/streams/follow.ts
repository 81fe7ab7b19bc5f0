import type { IncomingMessage } from 'node:http';
import { ProvisrError } from '#core/errors';
import type { RouteEvents } from '#contract';
import type { Call, Requester } from '../requester.js';
import { timedOut } from '../transport/connection-error.js';
import { bodyChunks } from '../transport/read-body.js';
import { Outage } from './outage.js';
import { parseEvents, type ServerSentEvent } from './server-sent-events.js';

/** The data of one server-sent event, parsed. */
export interface FollowedEvent<Data> {
  readonly id: string | null;
  readonly data: Data;
}

/** What happens when the connection breaks. */
export interface FollowOptions {
  /**
   * How long to try for a new connection that goes on where the broken one was, in milliseconds; 0 = not at all.
   * @default 30000
   */
  readonly reconnectMs?: number;
  /** Called at each connection: from then on nothing is missed. Whoever mirrors a state reads it anew. */
  readonly onConnected?: () => void;
  /** Called when a connection broke that is going to be made again. */
  readonly onBroken?: () => void;
}

interface Place {
  /** The last id seen, `null` as long as there is nothing to go on from. */
  id: string | null;
}

const DEFAULT_RECONNECT_MS = 30_000;
/** Three heartbeats of the daemon did not come. */
const LONGEST_SILENCE_MS = 45_000;

/**
 * Follows a stream of server-sent events with JSON in their data, over broken connections. It ends with an event named `end`, or when
 * the loop is left; an event named `error` holds a problem document.
 *
 * @param from id to go on after
 * @throws ProvisrError with the code of the daemon, or PROVISR_DAEMON_UNREACHABLE when it stays away
 */
export async function* followJson<Name extends keyof RouteEvents>(
  requester: Requester,
  call: Call<Name>,
  { reconnectMs = DEFAULT_RECONNECT_MS, onConnected, onBroken }: FollowOptions,
  from: string | null = null,
): AsyncGenerator<FollowedEvent<RouteEvents[Name]>, void, undefined> {
  const place: Place = { id: from };
  const outage = new Outage(reconnectMs, onBroken);
  let isFirst = true;
  for (;;) {
    try {
      const response = await requester.stream(callFrom(call, place));
      isFirst = false;
      outage.over();
      onConnected?.();
      for await (const { event, id, data } of eventsOf(response, requester.endpoint.label, place)) {
        if (event === 'end') return;
        outage.forget();
        yield { id, data: dataOf(event, data, requester) };
      }
      // Ended by something in between, and no way to tell where.
      if (place.id === null) return;
    } catch (error) {
      if (isFirst || place.id === null || !outage.mayPass(error)) throw error;
    }
    await outage.pause(call.signal);
  }
}

function callFrom<Name extends keyof RouteEvents>(call: Call<Name>, { id }: Place): Call<Name> {
  const headers = { ...call.headers, accept: 'text/event-stream', ...(id === null ? {} : { 'last-event-id': id }) };
  return { ...call, headers };
}

async function* eventsOf(response: IncomingMessage, label: string, place: Place): AsyncGenerator<ServerSentEvent, void, undefined> {
  try {
    yield* parseEvents(heard(response, label), place);
  } finally {
    response.destroy();
  }
}

/** A daemon that vanished without a word is noticed: it would have sent a heartbeat. Time the reader takes does not count. */
async function* heard(response: IncomingMessage, label: string): AsyncGenerator<string, void, undefined> {
  const chunks = bodyChunks(response, label);
  for (;;) {
    const timer = setTimeout(() => response.destroy(timedOut(label, LONGEST_SILENCE_MS, false)), LONGEST_SILENCE_MS);
    const next = await chunks.next().finally(() => clearTimeout(timer));
    if (next.done === true) return;
    yield next.value;
  }
}

/** @throws ProvisrError the problem that an `error` tells; PROVISR_UNEXPECTED for what is not JSON */
function dataOf<Data>(event: string, text: string, requester: Requester): Data {
  if (event === 'error') throw requester.problem(text);
  try {
    return JSON.parse(text) as Data;
  } catch (cause) {
    throw new ProvisrError('PROVISR_UNEXPECTED', `${requester.endpoint.label} sent an event that is not JSON`, { cause });
  }
}
