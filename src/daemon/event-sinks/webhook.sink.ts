import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { hostname } from 'node:os';
import type { Clock } from '#core';
import { DeliveryRefused, type OpenEventSink, type OutgoingEvent } from '#plugin';
import { signedHeaders } from './webhook-signature.js';

/** Where a webhook goes. */
export interface WebhookOptions {
  readonly url: URL;
  /** `null` = unsigned. */
  readonly secret: string | null;
  /** Of one attempt. */
  readonly timeoutMs: number;
}

/** Answers that may be others the next time: request timeout, too early, too many requests (RFC 9110, RFC 8470, RFC 6585). */
const PASSING = [408, 425, 429];

/** Sends each event by POST. Follows no redirect, and tells nobody the address: it may hold secrets. */
export class WebhookSink implements OpenEventSink {
  readonly #options: WebhookOptions;
  readonly #clock: Clock;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(options: WebhookOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.#agent = new (options.url.protocol === 'https:' ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 1 });
  }

  async deliver({ id, event }: OutgoingEvent, signal: AbortSignal): Promise<void> {
    const { type, at: timestamp } = event;
    const body = JSON.stringify({ type, timestamp, data: { id, host: hostname(), ...event } });
    const status = await this.#post(body, { ...signedHeaders(id, this.#clock.epochMs(), body, this.#options.secret) }, signal);
    if (status >= 200 && status < 300) return;
    const message = `the receiver answered with ${status}`;
    throw status >= 500 || PASSING.includes(status) ? new Error(message) : new DeliveryRefused(message);
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(body: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<number> {
    const { url, timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const timeout = new AbortController();
      const timer = this.#clock.arm(timeoutMs, () => timeout.abort());
      const fail = (error: NodeJS.ErrnoException): void => {
        timer.disarm();
        // The messages of the system name the address and port, those of TLS the names of a certificate; none of them the path.
        reject(timeout.signal.aborted ? new Error(`no answer within ${timeoutMs} ms`) : error);
      };
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const call = send(url, {
        method: 'POST',
        agent: this.#agent,
        signal: AbortSignal.any([signal, timeout.signal]),
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'user-agent': 'provisr', ...headers },
      });
      call.once('error', fail);
      call.once('response', (response) => {
        response.once('error', fail);
        // What it says is of no interest, but has to be read for the connection to be used again.
        response.resume().once('end', () => {
          timer.disarm();
          resolve(response.statusCode ?? 0);
        });
      });
      call.end(body);
    });
  }
}
