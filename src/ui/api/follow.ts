import type { RouteName, RouteParams, RouteQuery } from '#contract/routes';
import { ApiError } from './api-error.js';
import { serverEvents, type ServerEvent } from './event-stream.js';
import { open } from './request.js';

/** A stream to be kept open, and who is told of it. */
export interface Following<Name extends RouteName> {
  readonly name: Name;
  readonly params: RouteParams<Name>;
  readonly query?: RouteQuery;
  readonly signal: AbortSignal;
  readonly onEvents: (events: readonly ServerEvent[]) => void;
  /** @param isOpen with `false` it is tried again, and `reason` says why */
  readonly onLink: (isOpen: boolean, reason: string) => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;

/** Keeps a stream open until the signal is given: after a break it goes on where it was, with growing waits. */
export async function follow<Name extends RouteName>(following: Following<Name>): Promise<void> {
  const { signal, onLink } = following;
  const progress: Progress = { lastId: null, waitMs: FIRST_WAIT_MS };
  while (!signal.aborted) {
    const failure = await followOnce(following, progress);
    if (signal.aborted) return;
    onLink(false, failure?.message ?? 'the daemon has ended the connection');
    if (failure instanceof ApiError && FINAL.has(failure.status)) return;
    await pause(progress.waitMs, signal);
    progress.waitMs = Math.min(progress.waitMs * 2, LONGEST_WAIT_MS);
  }
}

/** What is kept from one connection to the next. */
interface Progress {
  lastId: string | null;
  waitMs: number;
}

/** Who is not let in, or asks for what is not there, would not be better off later. */
const FINAL: ReadonlySet<number> = new Set([401, 403, 404]);

/** @returns why it ended, `null` when the daemon ended it in order */
async function followOnce<Name extends RouteName>(following: Following<Name>, progress: Progress): Promise<Error | null> {
  const { name, params, query = {}, signal, onEvents, onLink } = following;
  try {
    const headers: Record<string, string> = progress.lastId === null ? {} : { 'last-event-id': progress.lastId };
    const { body } = await open(name, params, { query, signal, headers });
    onLink(true, '');
    progress.waitMs = FIRST_WAIT_MS;
    if (body === null) return null;
    for await (const events of serverEvents(body)) {
      progress.lastId = events.findLast(({ id }) => id !== null)?.id ?? progress.lastId;
      onEvents(events.filter(({ data }) => data !== ''));
    }
    return null;
  } catch (error) {
    return error instanceof ApiError ? error : new Error('the connection was lost', { cause: error });
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
