import { connect } from 'node:net';

const HEAD_END = '\r\n\r\n';

/**
 * Asks the same over and over on one connection, one request after the other, and counts. A socket without an HTTP client around it,
 * so that what is measured is who answers.
 */
export class HttpExchange {
  #target;
  #request;
  #socket = null;

  /** @param {{ host?: string, port?: number, socket?: string, method: string, path: string, body: string }} load */
  constructor(load) {
    this.#target = load.socket === undefined ? { host: load.host, port: load.port } : { path: load.socket };
    const type = load.body.startsWith('<') ? 'text/xml' : 'application/json';
    const headers = [
      `Host: ${load.host ?? 'localhost'}${load.port ? `:${load.port}` : ''}`,
      `Content-Length: ${Buffer.byteLength(load.body)}`,
    ];
    if (load.body !== '') headers.push(`Content-Type: ${type}`);
    this.#request = `${load.method} ${load.path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${load.body}`;
  }

  /** One request; answers with the bytes of its body. Throws for any status but 200. */
  async ask() {
    this.#socket ??= connect({ ...this.#target, noDelay: true });
    const socket = this.#socket;
    return await new Promise((resolve, reject) => {
      const answer = new Answer((bytes, closes) => {
        socket.removeAllListeners();
        if (closes) this.close();
        resolve(bytes);
      }, reject);
      socket.on('data', (chunk) => answer.take(chunk));
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the connection was closed in the middle of an answer')));
      socket.write(this.#request);
    });
  }

  close() {
    this.#socket?.removeAllListeners();
    this.#socket?.on('error', () => undefined);
    this.#socket?.destroy();
    this.#socket = null;
  }
}

/** Puts one answer together: its head, and then only the number of its bytes. */
class Answer {
  #head = '';
  #missing = null;
  #length = 0;
  #closes = false;

  constructor(done, failed) {
    this.done = done;
    this.failed = failed;
  }

  take(chunk) {
    if (this.#missing !== null) return this.#count(chunk.length);
    this.#head += chunk.toString('latin1');
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.#head.slice(0, end);
    if (!/^HTTP\/1\.[01] 20[0-9] /.test(head)) return this.failed(new Error(`answered with ${head.split('\r\n')[0]}`));
    this.#closes = /^connection: close/im.test(head) || head.startsWith('HTTP/1.0');
    this.#length = Number(/^content-length: *(\d+)/im.exec(head)?.[1]);
    if (Number.isNaN(this.#length)) return this.failed(new Error('an answer without a length'));
    this.#missing = this.#length;
    this.#count(this.#head.length - end - HEAD_END.length);
  }

  #count(bytes) {
    this.#missing -= bytes;
    if (this.#missing <= 0) this.done(this.#length, this.#closes);
  }
}
