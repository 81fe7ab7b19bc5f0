import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestDaemon } from '../fixtures/test-daemon.js';

const LARGE = Buffer.alloc(8 * 1024 * 1024, 'x');

let daemon: TestDaemon;

beforeAll(async () => {
  daemon = await TestDaemon.start('[server]\nlisten = "127.0.0.1:0"\n');
});

afterAll(() => daemon?.close());

/** What comes back to somebody who says all they have to say before they listen. */
function told(type: string, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = daemon.url;
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST /api/start HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${LARGE.length}\r\n\r\n`,
      );
      socket.write(body, () => socket.on('data', (data: Buffer) => (answer += data.toString())));
    });
    let answer = '';
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
  });
}

describe('a body that is refused before it is read', () => {
  it.each([
    ['application/json', /^HTTP\/1\.1 413 /],
    ['text/plain', /^HTTP\/1\.1 415 /],
  ])('does not cost its sender the answer: %s', async (type, status) => {
    expect(await told(type, LARGE)).toMatch(status);
  });

  it('is not waited for without end', async () => {
    expect(await told('application/json', Buffer.from('{'))).toMatch(/^HTTP\/1\.1 413 /);
  });
});
