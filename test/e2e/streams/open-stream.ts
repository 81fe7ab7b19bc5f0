import { type IncomingMessage, request } from 'node:http';
import { waitFor } from '#testing';

/** A stream as it comes over the wire. */
export interface OpenStream {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Everything so far. */
  text(): string;
  /** Resolves when it contains that, or matches. */
  until(what: string | RegExp): Promise<void>;
  /** Resolves when the other side has ended it in good order. */
  readonly ended: Promise<void>;
  /** Reads no further, but stays connected. */
  pause(): void;
  /** Closes the connection. */
  leave(): void;
}

/** Opens a stream of a daemon; the answer has begun when it resolves. With `read: false` nothing of it is ever read. */
export function openStream(url: string, headers: Readonly<Record<string, string>> = {}, { read = true } = {}): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent: false, headers });
    call.once('error', reject);
    call.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      // A connection that this side has closed.
      response.on('error', () => undefined);
      if (read) response.on('data', (part: string) => (text += part));
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: () => text,
        until: async (what) =>
          void (await waitFor(() => (typeof what === 'string' ? text.includes(what) : what.test(text)), {
            what: `${String(what)} in ${url}; there is ${text.slice(-500)}`,
          })),
        ended: new Promise((done) => void response.once('end', done)),
        pause: () => void response.pause(),
        leave: () => void response.destroy(),
      });
    });
    call.end();
  });
}
