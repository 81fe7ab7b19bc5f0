import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '#client';
import { BUILT_BIN, builtEnvironment } from './built-program.js';
import { waitFor } from './wait-for.js';

/** How a daemon is started. */
export interface DaemonOptions {
  readonly configFile: string;
  /** Path of the `provisr.mjs` to run. @default that of this package */
  readonly program?: string;
  /** Further arguments of `provisr serve`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Token for the client. */
  readonly token?: string;
  /** Descriptors the daemon finds open beside 0, 1, 2 and the one it reports its readiness on. */
  readonly extraFds?: readonly number[];
}

/** A daemon under test: the built one, as its users run it. */
export interface DaemonProcess {
  readonly pid: number;
  /** Base URL of the API, with the port that was really taken; `unix:/path` where there is only a socket. */
  readonly url: string;
  readonly client: Client;
  /** What it has printed, both streams. */
  output(): string;
  /** SIGKILL; resolves when it is dead. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with its exit code when it is gone. */
  stop(): Promise<number | null>;
  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void;
}

interface Ready {
  readonly type: string;
  readonly urls?: readonly string[];
  readonly error?: { readonly message: string };
}

function spawnServe(options: DaemonOptions): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [options.program ?? BUILT_BIN, 'serve', '--config', options.configFile, ...(options.args ?? [])], {
    env: { ...builtEnvironment(), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', ...(options.extraFds ?? [])],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream!.on('data', (data: Buffer) => (text += data.toString()));
  return { child, output: () => text };
}

function readiness(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: Ready) => {
      if (message.type === 'provisr.ready') resolve(message.urls?.find((url) => url.startsWith('http')) ?? message.urls?.[0] ?? '');
      if (message.type === 'provisr.failed') reject(new Error(message.error?.message ?? 'the daemon failed'));
    });
    child.once('exit', (code, signal) => reject(new Error(`the daemon ended before it was ready (${signal ?? code}): ${output()}`)));
  });
}

/** Starts `provisr serve` and waits until its API answers. The caller ends it, also when its test fails. */
export async function startDaemon(options: DaemonOptions): Promise<DaemonProcess> {
  const { child, output } = spawnServe(options);
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const url = await readiness(child, output);
  child.disconnect();
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!isGone()) child.kill(signal);
    const [code] = await exited;
    return code;
  };
  return {
    pid: child.pid!,
    url,
    client: clientFor(url, options.token),
    output,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    signal: (signal) => void child.kill(signal),
  };
}

/** Of a daemon without an API it reaches nobody. */
function clientFor(url: string, token: string | undefined): Client {
  const credentials = token === undefined ? {} : { token };
  if (url.startsWith('unix:')) return createClient({ socketPath: url.slice('unix:'.length), ...credentials });
  return createClient({ baseUrl: url === '' ? 'http://127.0.0.1:0' : url, ...credentials });
}

/** Starts `provisr serve` and kills it after so many milliseconds, or as soon as a condition holds; does not wait for readiness. */
export async function startAndKill(options: DaemonOptions, when: number | (() => boolean)): Promise<void> {
  const { child } = spawnServe(options);
  const exited = once(child, 'exit');
  const reached = typeof when === 'number' ? sleep(when) : waitFor(when, { what: 'the moment to kill the daemon' });
  try {
    await Promise.race([reached, exited]);
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}
