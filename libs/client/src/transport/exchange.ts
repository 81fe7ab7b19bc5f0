import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Connection } from './connection.js';
import { timedOut, unreachable } from './connection-error.js';

/** One HTTP request, everything decided. */
export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Longest time for connecting. */
  readonly connectMs: number;
  /** Longest time from there to the end of the answer, or to its head when it `streams`; `null` = no limit. */
  readonly answerMs: number | null;
  readonly streams: boolean;
  readonly signal: AbortSignal | null;
}

/**
 * Sends the request and resolves with the head of the answer, its body still unread.
 * @throws ProvisrError PROVISR_DAEMON_UNREACHABLE or PROVISR_WAIT_TIMED_OUT; the signal's reason when aborted
 */
export function exchange(connection: Connection, label: string, wanted: Exchange): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = connection.request({ ...connection.options, method: wanted.method, path: wanted.path, headers: wanted.headers });
    const release = guard(request, label, wanted);
    request.once('response', (response) => {
      if (wanted.streams) release.timer();
      response.once('close', release.all);
      resolve(response);
    });
    request.on('error', (error) => {
      release.all();
      reject(error.name === 'ProvisrError' || error === wanted.signal?.reason ? error : unreachable(label, error));
    });
    request.end(wanted.body ?? undefined);
  });
}

interface Guard {
  readonly timer: () => void;
  readonly all: () => void;
}

/** Ends the request when its time is over or its signal says so. */
function guard(request: ClientRequest, label: string, wanted: Exchange): Guard {
  let open: { destroy(error?: Error): unknown } = request;
  const { answerMs, connectMs, signal } = wanted;
  const abort = (): void => void open.destroy(signal?.reason as Error);
  let timer = setTimeout(() => open.destroy(timedOut(label, connectMs, false)), connectMs);
  request.once('socket', (socket) => {
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer);
      if (answerMs !== null) timer = setTimeout(() => open.destroy(timedOut(label, answerMs, true)), answerMs);
    });
  });
  request.once('response', (response) => (open = response));
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted === true) abort();
  const disarm = (): void => clearTimeout(timer);
  return {
    timer: disarm,
    all: () => {
      disarm();
      signal?.removeEventListener('abort', abort);
    },
  };
}
