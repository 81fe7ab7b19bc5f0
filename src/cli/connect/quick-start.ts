import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isProvisrError, errnoOf, messageOf, ProvisrError } from '#core/errors';
import { type DaemonLaunch, spawnDaemon } from '../daemonize/spawn-daemon.js';
import type { Io } from '../terminal/io.js';
import { DEFAULT_ADDRESS, type Address } from './address.js';
import { isListening } from './socket-probe.js';
import { userHome, userSocketPath } from './user-home.js';

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;

/** Whoever reaches the API runs programs as this user: so there is only the socket, in a directory nobody else may enter. */
const CONFIG = `# The daemon that provisr started for this user. Change it as you like, then: provisr reload

[server]
listen = "none"
socket = "provisr.sock"
pidfile = "provisr.pid"
logfile = "daemon.log"

[log]
dir = "logs"
`;

/**
 * Starts the daemon of this user in its home, which is made when missing, and returns when it answers.
 * Says so in one line on standard error, so that results stay clean.
 *
 * @throws ProvisrError PROVISR_DAEMON_UNREACHABLE when the home cannot be used; what the daemon gave as reason
 */
export async function startUserDaemon(io: Pick<Io, 'env' | 'err'>): Promise<Address> {
  const home = userHome(io.env);
  const socketPath = userSocketPath(io.env);
  if (socketPath === null) {
    throw new ProvisrError(
      'PROVISR_DAEMON_UNREACHABLE',
      `no daemon is reachable, and none can be started in ${home}: the path is too long for a unix socket`,
      {
        hint: 'name a shorter directory with PROVISR_HOME',
      },
    );
  }
  const config = await prepareHome(home);
  await spawnOrFind(
    { argv: ['serve', config, '--skip-invalid'], logfile: join(home, 'daemon.log'), env: io.env, cwd: home },
    socketPath,
    (pid) => io.err(`started a daemon for this user (PID ${pid}, home ${home}); stop it with 'provisr stop-daemon'\n`),
  );
  return { ...DEFAULT_ADDRESS, source: 'user-daemon', socketPath };
}

async function prepareHome(home: string): Promise<string> {
  try {
    await mkdir(home, { recursive: true, mode: OWNER_ONLY });
    const { uid, mode } = await stat(home);
    if (process.getuid !== undefined && uid !== process.getuid()) throw new Error('it belongs to another user');
    // Not ours to change: whoever named it may mean a directory that others need.
    if ((mode & OTHERS) !== 0) throw new Error(`other users may enter it; if it is meant for this, run: chmod 700 ${home}`);
    const config = join(home, 'config.toml');
    await writeFile(config, CONFIG, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
      if (errnoOf(error) !== 'EEXIST') throw error;
    });
    return config;
  } catch (cause) {
    throw new ProvisrError(
      'PROVISR_DAEMON_UNREACHABLE',
      `no daemon is reachable, and none can be started in ${home}: ${messageOf(cause)}`,
      {
        hint: "name another directory with PROVISR_HOME, or start a daemon with 'provisr serve'",
        cause,
      },
    );
  }
}

const LONGEST_WAIT_MS = 10_000;
const TRY_AGAIN_MS = 1000;
const LOOK_EVERY_MS = 25;

/** Of two commands at once the daemon of one serves both. One that is just stopping does not: then it is another try. */
async function spawnOrFind(launch: DaemonLaunch, socketPath: string, started: (pid: number) => void): Promise<void> {
  for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += TRY_AGAIN_MS) {
    try {
      return started((await spawnDaemon(launch)).pid);
    } catch (error) {
      if (!isProvisrError(error) || error.code !== 'PROVISR_DAEMON_RUNNING') throw error;
    }
    if (await listensWithin(socketPath, TRY_AGAIN_MS)) return;
  }
  throw new ProvisrError('PROVISR_WAIT_TIMED_OUT', `another daemon of this user runs, but does not answer on ${socketPath}`);
}

/** The lock is taken before the socket is open. */
async function listensWithin(socketPath: string, longestMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < longestMs; waitedMs += LOOK_EVERY_MS) {
    if (await isListening(socketPath)) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return false;
}
