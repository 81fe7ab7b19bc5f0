import type { Client } from '#client';
import { isProvisrError } from '#core/errors';
import type { DaemonFacts } from './top-state.js';

/** What the daemon tells of itself; `null` where the token is that of a viewer. @throws ProvisrError when it cannot be asked */
export async function daemonFacts(client: Client): Promise<DaemonFacts | null> {
  try {
    return factsIn(await client.daemon.debugProcesses());
  } catch (error) {
    if (isProvisrError(error) && error.code === 'PROVISR_AUTH_FORBIDDEN') return null;
    throw error;
  }
}

function factsIn({ pid, phase, daemon }: Readonly<Record<string, unknown>>): DaemonFacts | null {
  if (typeof pid !== 'number' || typeof phase !== 'string') return null;
  const { start_unix: startUnix } = (daemon ?? {}) as Readonly<Record<string, unknown>>;
  return { pid, phase, startedAtMs: typeof startUnix === 'number' ? startUnix * 1000 : null };
}
