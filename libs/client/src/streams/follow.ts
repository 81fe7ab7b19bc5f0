import { ProvisrError } from '#core/errors';
import type { RouteEvents } from '#contract';
import type { Call, Requester } from '../requester.js';
import { bodyChunks } from '../transport/read-body.js';
import { parseEvents } from './server-sent-events.js';

/** The data of one server-sent event, parsed. */
export interface FollowedEvent<Data> {
  readonly id: string | null;
  readonly data: Data;
}

/**
 * Opens a stream of server-sent events with JSON in their data. An event named `error` holds a problem document and ends it.
 * @throws ProvisrError with the code of the daemon, or PROVISR_DAEMON_UNREACHABLE when the connection breaks
 */
export async function* followJson<Name extends keyof RouteEvents>(
  requester: Requester,
  call: Call<Name>,
): AsyncGenerator<FollowedEvent<RouteEvents[Name]>, void, undefined> {
  const response = await requester.stream({ ...call, headers: { ...call.headers, accept: 'text/event-stream' } });
  try {
    for await (const { event, id, data } of parseEvents(bodyChunks(response, requester.endpoint.label))) {
      if (event === 'error') throw requester.problem(data);
      yield { id, data: parse(data, requester.endpoint.label) };
    }
  } finally {
    response.destroy();
  }
}

function parse<Data>(text: string, label: string): Data {
  try {
    return JSON.parse(text) as Data;
  } catch (cause) {
    throw new ProvisrError('PROVISR_UNEXPECTED', `${label} sent an event that is not JSON`, { cause });
  }
}
