import { isProvisrError } from '#core/errors';
import { isForeignAnswer, type Client } from '#client';

/** Whether a provisr daemon answers there. One that wants a token first is one too; another program on that port is not. */
export async function isProvisr(client: Client): Promise<boolean> {
  try {
    return (await client.daemon.ping()).ok;
  } catch (error) {
    if (!isProvisrError(error)) throw error;
    return error.code !== 'PROVISR_DAEMON_UNREACHABLE' && !isForeignAnswer(error);
  }
}
