import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between a command and its daemon, and keeps what went through. */
export interface RecordingProxy {
  /** Address of the API through it. */
  readonly url: string;
  /** The bodies of the answers since last asked. */
  takeBodies(): string[];
  close(): Promise<void>;
}

/** @param target base URL of the API */
export async function recordingProxy(target: string): Promise<RecordingProxy> {
  const { origin, pathname } = new URL(target);
  let bodies: string[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    const { host: _own, ...headers } = incoming.headers;
    const onward = request(origin + (incoming.url ?? ''), { method: incoming.method, headers, agent: false }, (answer) => {
      let body = '';
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        body += part;
        outgoing.write(part);
      });
      answer.on('end', () => {
        bodies.push(body);
        outgoing.end();
      });
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    takeBodies() {
      const taken = bodies;
      bodies = [];
      return taken;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
