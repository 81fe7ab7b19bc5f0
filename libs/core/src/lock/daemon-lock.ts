import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { errnoOf, ProvisrError } from '../errors.js';
import { descriptorOf } from '../files/descriptor-of.js';
import { makeDirectory } from '../files/make-directory.js';

/** Held while a manager owns a state directory. */
export interface DaemonLock {
  /** By which another image of the manager in the same PID may go on holding it; `null` once released. */
  readonly descriptor: number | null;
  /** Lets go of it; another manager may have it then. */
  release(): Promise<void>;
}

/** Not `*.pid`: that is the PID file of a process, and one may well be called "daemon". */
const HOLDER_FILE = 'daemon.holder';

function holderOf(stateDir: string): string {
  try {
    return readFileSync(join(stateDir, HOLDER_FILE), 'utf8').trim() || 'unknown';
  } catch {
    return 'unknown'; // it is only for the message
  }
}

/**
 * Where the lock lives. On Linux in the abstract namespace (unix(7)): the kernel takes it back the moment its holder is dead,
 * however it died, and nothing stale is ever left behind. Elsewhere a socket file, probed by connecting.
 */
function lockAddress(stateDir: string): string {
  const id = createHash('sha256').update(realpathSync(stateDir)).digest('hex').slice(0, 32);
  return process.platform === 'linux' ? `\0provisr-${id}` : join(stateDir, 'daemon.lock');
}

function listen(address: string | { readonly fd: number }): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(address, () => resolve(server));
  });
}

/**
 * Makes this process the only manager of a state directory: two of them would read each other's FIFOs.
 * @param inherited the descriptor of the lock, held by an earlier image of this manager in the same PID
 * @throws ProvisrError PROVISR_DAEMON_RUNNING naming the holder
 */
export async function acquireDaemonLock(stateDir: string, inherited: number | null = null): Promise<DaemonLock> {
  makeDirectory(stateDir, 0o750);
  let server: Server;
  try {
    server = await listen(inherited === null ? lockAddress(stateDir) : { fd: inherited });
  } catch (error) {
    if (errnoOf(error) !== 'EADDRINUSE') throw error;
    const pid = holderOf(stateDir);
    throw new ProvisrError('PROVISR_DAEMON_RUNNING', `another daemon (PID ${pid}) already manages ${stateDir}`, {
      hint: 'stop it first, or give this one its own pid_dir',
      details: { pid: Number(pid) || null, state_dir: stateDir },
      cause: error,
    });
  }
  writeFileSync(join(stateDir, HOLDER_FILE), `${process.pid}\n`, { mode: 0o644 });
  return {
    get descriptor() {
      return descriptorOf(server);
    },
    release: async () => {
      rmSync(join(stateDir, HOLDER_FILE), { force: true });
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
