import type { IncomingMessage } from 'node:http';
import { unreachable } from './connection-error.js';

/**
 * The body in pieces of text, as they arrive; leaving the loop closes the connection.
 * @throws ProvisrError PROVISR_DAEMON_UNREACHABLE when the connection breaks; the reason when it was ended on purpose
 */
export async function* bodyChunks(response: IncomingMessage, label: string): AsyncGenerator<string, void, undefined> {
  response.setEncoding('utf8');
  try {
    for await (const chunk of response) yield chunk as string;
  } catch (error) {
    throw (error as { code?: unknown }).code === 'ECONNRESET' ? unreachable(label, error) : error;
  }
}

/** The whole body as text. */
export async function readBody(response: IncomingMessage, label: string): Promise<string> {
  let text = '';
  for await (const chunk of bodyChunks(response, label)) text += chunk;
  return text;
}
