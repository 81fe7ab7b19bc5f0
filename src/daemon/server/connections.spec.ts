import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '#testing';
import { Connections } from './connections.js';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

describe('the connections of a server', () => {
  let server: Server;
  let seen: string[];
  let answers: (() => void)[];
  const sockets: Socket[] = [];

  beforeEach(() => {
    seen = [];
    answers = [];
    server = createServer((asked, response) => {
      seen.push(asked.url ?? '');
      if (asked.url === '/slow') answers.push(() => response.end('done'));
      else response.end('hello');
    });
  });

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
    server.closeAllConnections();
  });

  async function open(): Promise<{ socket: Socket; text: () => string }> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(socket);
    let text = '';
    socket.on('data', (data: Buffer) => (text += data.toString()));
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return { socket, text: () => text };
  }

  async function listening(waits: boolean): Promise<Connections> {
    const connections = new Connections(server, waits);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return connections;
  }

  it('are accepted and not read while the server waits, and read when it goes', async () => {
    const connections = await listening(true);
    const { socket, text } = await open();
    socket.write(GET);
    const accepted = await waitFor(() => connections.resting().length === 1);
    await aWhile();
    expect({ accepted, seen, resting: connections.resting().length }).toEqual({ accepted: true, seen: [], resting: 1 });
    connections.go();
    await waitFor(() => text().endsWith('hello'));
  });

  it('come to rest between two requests: what is sent then stays in the kernel', async () => {
    const connections = await listening(false);
    const { socket, text } = await open();
    socket.write(GET);
    await waitFor(() => text().endsWith('hello'));
    await connections.standStill(1_000);
    socket.write(GET.replace('/', '/later'));
    await aWhile();
    expect(seen).toEqual(['/']);
    expect(connections.resting()).toHaveLength(1);
    connections.go();
    await waitFor(() => seen.length === 2);
  });

  it('are waited for while an answer is under way, but not for ever, and are not handed over with half a request', async () => {
    const connections = await listening(false);
    const [slow, half] = [await open(), await open()];
    slow.socket.write(GET.replace('/', '/slow'));
    half.socket.write(GET.slice(0, 10));
    await waitFor(() => answers.length === 1);
    await aWhile();
    await connections.standStill(30);
    expect(connections.resting()).toEqual([]);
    const still = connections.standStill(60_000);
    answers[0]!();
    half.socket.destroy();
    await still;
    expect(slow.text()).toMatch(/done$/);
    expect(connections.resting()).toHaveLength(1);
  });

  it('that are not accepted yet are not refused while somebody holds the descriptor', async () => {
    const connections = await listening(false);
    const { port } = server.address() as AddressInfo;
    const agent = new Agent({ keepAlive: true });
    const kept = request({ port, host: '127.0.0.1', agent });
    kept.end();
    const [response] = (await once(kept, 'response')) as [NodeJS.ReadableStream];
    response.resume();
    await once(response, 'end');
    connections.refrain();
    await connections.standStill(1_000);
    expect(server.listening).toBe(false);
    expect(connections.resting()).toHaveLength(1);
    agent.destroy();
  });
});

/** Several turns of the event loop, in which whatever is readable is read. */
async function aWhile(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
