import type { LogLineDto, LogLinesDto } from '#contract';
import type { Requester } from './requester.js';
import { followJson } from './streams/follow.js';

/** Which lines of a log. */
export interface LogOptions {
  /** @default 'both' */
  readonly stream?: 'stdout' | 'stderr' | 'both';
  /** How many of the last lines. @default 100 */
  readonly tail?: number;
  /** Only lines after this moment (RFC 3339), or of the last while (`10m`). */
  readonly since?: string;
  readonly signal?: AbortSignal;
}

/** The endpoint of the output of processes. */
export class LogRequests {
  readonly #requester: Requester;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /** The last lines. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND, PROVISR_LOG_UNAVAILABLE */
  read(name: string, options: LogOptions = {}): Promise<LogLinesDto> {
    const { signal, ...query } = options;
    return this.#requester.request({ route: 'processLogs', params: { name }, query, ...(signal === undefined ? {} : { signal }) });
  }

  /**
   * The last lines and then new ones as they are written, until the loop is left, the signal aborts or the daemon ends.
   * @throws ProvisrError PROVISR_PROCESS_NOT_FOUND, PROVISR_DAEMON_UNREACHABLE when the connection breaks
   */
  async *follow(name: string, options: LogOptions = {}): AsyncGenerator<LogLineDto, void, undefined> {
    const { signal, ...query } = options;
    const call = {
      route: 'processLogs' as const,
      params: { name },
      query: { ...query, follow: true },
      ...(signal === undefined ? {} : { signal }),
    };
    for await (const { data } of followJson(this.#requester, call)) yield data;
  }
}
