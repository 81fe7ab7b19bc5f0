import { setImmediate } from 'node:timers/promises';
import { bindReexecCalls, type Disposition, type NativeLibrary } from '#native';

/** What becomes of a signal that comes too late to be heard here. */
const LATE: Readonly<Partial<Record<NodeJS.Signals, Disposition>>> = {
  // Whoever wants the daemon to end sees it end: it has stopped nothing, and the next one adopts.
  SIGTERM: 'default',
  SIGINT: 'default',
  // What these want is being done: the next image reads the configuration, and is the program on disk.
  SIGHUP: 'ignore',
  SIGUSR2: 'ignore',
};

/**
 * Gives signals back to the kernel, and resolves when each that came before has reached its handler. Node takes note of a signal in a pipe and
 * runs the handler in a later turn, which a program that is replaced meanwhile does not have: such a signal would be lost without a trace.
 * @throws the system error
 */
export async function leaveSignals(library: NativeLibrary): Promise<void> {
  const calls = bindReexecCalls(library);
  for (const [signal, disposition] of Object.entries(LATE)) calls.dispose(signal as NodeJS.Signals, disposition);
  await turnOfLoop();
}

/**
 * Resolves when what had come before has been told to whoever listens. The loop polls before it runs immediates (libuv, "The I/O loop"): one
 * that is asked for while a poll is answered runs without another poll, so only the second is sure to come after one.
 */
export async function turnOfLoop(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
