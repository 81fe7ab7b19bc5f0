import type { LogLineDto, LogLinesDto } from '#contract';
import type { Requester } from './requester.js';
import { followJson, type FollowOptions } from './streams/follow.js';

/** Which lines of a log. */
export interface LogOptions {
  /** @default 'both' */
  readonly stream?: 'stdout' | 'stderr' | 'both';
  /** How many of the last lines. @default 100 */
  readonly tail?: number;
  /** Only lines after this moment (RFC 3339), or of the last while (`10m`). */
  readonly since?: string;
  /** Ends the request or the stream, with its reason. */
  readonly signal?: AbortSignal;
}

/** Which lines of a log, and what happens when the connection breaks. */
export interface LogFollowOptions extends LogOptions, FollowOptions {}

/** A line as it was written. */
export interface FollowedLine extends LogLineDto {
  /** It goes on in the next one of its stream: it is very long, or unfinished. */
  readonly partial?: true;
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
   * The last lines and then new ones as they are written, until the loop is left, the signal aborts, the process is removed or the daemon
   * stops. A connection that breaks is made again, and the log goes on with the line after the last.
   *
   * @throws ProvisrError PROVISR_PROCESS_NOT_FOUND, PROVISR_DAEMON_UNREACHABLE when it stays away
   */
  async *follow(name: string, options: LogFollowOptions = {}): AsyncGenerator<FollowedLine, void, undefined> {
    const { signal, reconnectMs: _reconnectMs, onConnected: _onConnected, onBroken: _onBroken, ...query } = options;
    const call = {
      route: 'processLogs' as const,
      params: { name },
      query: { ...query, follow: true },
      ...(signal === undefined ? {} : { signal }),
    };
    for await (const { data } of followJson(this.#requester, call, options)) {
      const last = data.partial === true ? data.lines.length - 1 : -1;
      for (const [at, line] of data.lines.entries()) {
        yield { stream: data.stream, line, ...(at === last ? { partial: true as const } : {}) };
      }
    }
  }
}
