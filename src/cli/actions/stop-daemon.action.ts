import type { Client } from '#client';
import type { ProcessIdentity } from '#core';
import { errnoOf, ProvisrError } from '#core/errors';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { print } from '../render/print.js';
import { withProgress } from '../render/progress.js';
import type { Io } from '../terminal/io.js';
import type { WaitFlags } from './wait.js';

const LOOK_EVERY_MS = 25;

/**
 * Tells the daemon that answers to end, as SIGTERM does, and returns when it is gone. It must run on this machine: what it says of itself is
 * compared with the process that has its PID here before anything is signalled.
 */
export async function stopDaemon(client: Client, io: Io, args: WaitFlags): Promise<ExitCode> {
  const { createInspector } = await import('#core');
  const inspector = createInspector();
  const daemon = identityIn(await client.daemon.debugProcesses());
  if (daemon === null || !inspector.isAlive(daemon)) throw notHere(client);
  send(daemon);
  const isGone = await withProgress(
    io,
    `stopping the daemon (PID ${daemon.pid}) and its processes`,
    goneWithin(() => !inspector.isAlive(daemon), args.wait),
  );
  if (!isGone) {
    throw new ProvisrError(
      'PROVISR_STOP_TIMED_OUT',
      `the daemon (PID ${daemon.pid}) is still stopping its processes after ${args.wait} ms`,
      {
        hint: 'it goes on by itself; each process gets its stop_timeout',
      },
    );
  }
  await print(io, { ok: true, pid: daemon.pid }, () => `the daemon (PID ${daemon.pid}) has stopped, and its processes with it\n`);
  return EXIT_OK;
}

function identityIn({ daemon }: Readonly<Record<string, unknown>>): ProcessIdentity | null {
  const { pid, start_unix: startUnix, start_ticks: startTicks, boot_id: bootId } = (daemon ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof pid !== 'number' || typeof startUnix !== 'number' || typeof startTicks !== 'number') return null;
  return { pid, startUnix, startTicks, bootId: typeof bootId === 'string' ? bootId : null };
}

function notHere(client: Client): ProvisrError {
  return new ProvisrError('PROVISR_USAGE_INVALID', `the daemon at ${client.address} is no process of this machine that can be told apart`, {
    hint: 'send it SIGTERM where it runs, or stop the service that keeps it',
  });
}

function send({ pid }: ProcessIdentity): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (cause) {
    if (errnoOf(cause) === 'ESRCH') return;
    throw new ProvisrError('PROVISR_AUTH_FORBIDDEN', `the daemon (PID ${pid}) belongs to another user`, {
      hint: 'stop it as that user',
      cause,
    });
  }
}

/** @param withinMs `undefined` = as long as it takes */
async function goneWithin(isGone: () => boolean, withinMs: number | undefined): Promise<boolean> {
  const until = performance.now() + (withinMs ?? Number.POSITIVE_INFINITY);
  while (!isGone()) {
    if (performance.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return true;
}
