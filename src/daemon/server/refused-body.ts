import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Beyond what anybody sends by mistake; whoever sends more may lose the answer. */
const MOST_BYTES = 16 * 1024 * 1024;
const LONGEST_MS = 1000;

/**
 * Lets the other side finish sending what is refused unread, such as a body that is too large. A connection that is closed with bytes
 * unread is reset (RFC 9112, 9.6), and its client gets to see that instead of the answer.
 */
export function readRefusedBodies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async ({ raw }) => {
    if (!raw.complete && !raw.destroyed) await rest(raw);
  });
}

function rest(body: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) finish();
    };
    const finish = (): void => {
      clearTimeout(timer);
      body.off('data', count).off('end', finish).off('close', finish);
      resolve();
    };
    const timer = setTimeout(finish, LONGEST_MS);
    body.on('data', count).once('end', finish).once('close', finish).resume();
  });
}
