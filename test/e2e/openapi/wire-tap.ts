import { createServer, type IncomingMessage, request as httpRequest, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireExchange } from './conformance.js';

/** Sits between a client and a daemon, passes everything on, and takes down what was said. */
export class WireTap {
  readonly #server: Server;
  readonly #taken: WireExchange[] = [];

  /** @param target origin of the daemon */
  private constructor(
    private readonly target: string,
    private readonly basePath: string,
  ) {
    this.#server = createServer((request, response) => this.#pass(request, response));
  }

  static async open(daemonUrl: string): Promise<WireTap> {
    const { origin, pathname } = new URL(daemonUrl);
    const tap = new WireTap(origin, pathname);
    await new Promise<void>((resolve) => tap.#server.listen(0, '127.0.0.1', resolve));
    return tap;
  }

  /** Instead of the daemon's address. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${this.basePath}`;
  }

  /** What was said since it was last asked for; of streams what had come when they ended. */
  take(): readonly WireExchange[] {
    return this.#taken.splice(0);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/', headers } = request;
    const onward = httpRequest(this.target + url, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text;
        response.write(text);
      });
      const path = (url.split('?', 1)[0] ?? '').replace(this.basePath, '');
      answer.once('close', () => {
        this.#taken.push({ method, path, status: answer.statusCode ?? 0, contentType: answer.headers['content-type'] ?? '', body });
        response.end();
      });
    });
    onward.once('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  }
}
