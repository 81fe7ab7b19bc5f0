import type { IncomingMessage } from 'node:http';
import type { AnswerOf } from '#contract';
import type { ProvisrError } from '#core/errors';
import { isRootRoute, ROUTES, routePath, type RouteName, type RouteParams, type RouteQuery } from '#contract/routes';
import { endpointOf, type Endpoint } from './endpoint.js';
import { DEFAULT_RETRIES, DEFAULT_TIMEOUT_MS, type ClientOptions } from './options.js';
import { errorOfAnswer, unreadableAnswer } from './problem-error.js';
import { isBrokenConnection } from './transport/connection-error.js';
import { connectionTo, type Connection } from './transport/connection.js';
import { exchange, type Exchange } from './transport/exchange.js';
import { readBody } from './transport/read-body.js';

/** One call of an endpoint. */
export interface Call<Name extends RouteName> {
  readonly route: Name;
  readonly params: RouteParams<Name>;
  readonly query?: RouteQuery;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** The answer comes when something has taken effect: within this time, or whenever when `null`. */
  readonly waitMs?: number | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What goes along with a request of any endpoint. */
export interface EndpointOptions {
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const RETRY_PAUSE_MS = 100;

/** Turns calls into requests and answers into values or errors. */
export class Requester {
  readonly endpoint: Endpoint;
  readonly #options: ClientOptions;
  #connection: Promise<Connection> | null = null;

  /** @throws ProvisrError PROVISR_USAGE_INVALID for an address that is none */
  constructor(options: ClientOptions) {
    this.endpoint = endpointOf(options);
    this.#options = options;
  }

  /**
   * The parsed JSON of a successful answer: what the endpoint answers with, or that of it which the call can only get.
   * @throws ProvisrError with the daemon's code, or of the connection
   */
  async request<Name extends RouteName, Answer extends AnswerOf<Name>>(call: Call<Name>): Promise<Answer> {
    const text = await this.text(call);
    try {
      return JSON.parse(text) as Answer;
    } catch (cause) {
      throw unreadableAnswer(this.endpoint.label, cause);
    }
  }

  /** The body of a successful answer as text. */
  async text<Name extends RouteName>(call: Call<Name>): Promise<string> {
    const attempts = ROUTES[call.route].method === 'GET' ? 1 + (this.#options.retries ?? DEFAULT_RETRIES) : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await this.#answer(call, false);
        return await readBody(response, this.endpoint.label);
      } catch (error) {
        if (attempt >= attempts || !isBrokenConnection(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS * attempt));
      }
    }
  }

  /** A successful answer whose body goes on. */
  async stream<Name extends RouteName>(call: Call<Name>): Promise<IncomingMessage> {
    return this.#answer(call, true);
  }

  /** Of an endpoint that only its author knows: see `Client.request`. */
  async ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, { query = {}, body, signal }: EndpointOptions = {}): Promise<unknown> {
    const search = new URLSearchParams(query).toString();
    const text = body === undefined ? null : JSON.stringify(body);
    const response = await this.#send({
      ...this.#patience(0),
      method,
      path: `${this.endpoint.basePath}/${path.replace(/^[/]+/, '')}${search === '' ? '' : `?${search}`}`,
      headers: this.#headers(text, {}),
      body: text,
      streams: false,
      signal: signal ?? null,
    });
    const answer = await readBody(response, this.endpoint.label);
    try {
      return answer === '' ? null : (JSON.parse(answer) as unknown);
    } catch (cause) {
      throw unreadableAnswer(this.endpoint.label, cause);
    }
  }

  /** The error a problem document inside a stream stands for. */
  problem(document: string): ProvisrError {
    return errorOfAnswer(0, document, this.endpoint.label);
  }

  async #answer<Name extends RouteName>(call: Call<Name>, streams: boolean): Promise<IncomingMessage> {
    return this.#send(this.#exchangeOf(call, streams));
  }

  async #send(wanted: Exchange): Promise<IncomingMessage> {
    this.#connection ??= connectionTo(this.endpoint, this.#options);
    const response = await exchange(await this.#connection, this.endpoint.label, wanted);
    const status = response.statusCode ?? 0;
    if (status >= 200 && status < 300) return response;
    throw errorOfAnswer(status, await readBody(response, this.endpoint.label), this.endpoint.label);
  }

  #exchangeOf<Name extends RouteName>(call: Call<Name>, streams: boolean): Exchange {
    const body = call.body === undefined ? null : JSON.stringify(call.body);
    const prefix = isRootRoute(call.route) ? '' : this.endpoint.basePath;
    return {
      ...this.#patience(call.waitMs),
      method: ROUTES[call.route].method,
      path: `${prefix}${routePath(call.route, call.params, call.query)}`,
      headers: this.#headers(body, call.headers ?? {}),
      body,
      streams,
      signal: call.signal ?? null,
    };
  }

  #headers(body: string | null, extra: Readonly<Record<string, string>>): Record<string, string> {
    const { token } = this.#options;
    return {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
      ...(this.endpoint.socketPath === null ? {} : { host: 'localhost' }),
      ...extra,
    };
  }

  /** A wait without limit still ends when the caller has set a limit of their own. */
  #patience(waitMs: number | null | undefined): Pick<Exchange, 'connectMs' | 'answerMs'> {
    const { timeoutMs } = this.#options;
    const connectMs = timeoutMs ?? DEFAULT_TIMEOUT_MS;
    return { connectMs, answerMs: waitMs === null ? (timeoutMs ?? null) : connectMs + (waitMs ?? 0) };
  }
}
