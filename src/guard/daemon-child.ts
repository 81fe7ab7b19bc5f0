import { type ChildProcess, spawn } from 'node:child_process';
import type { DaemonEnd } from './daemon-keeper.js';

/** How each daemon is started. */
export interface DaemonCommand {
  /** Arguments of Node: its own, the script, and those of `provisr`. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Inherited as descriptor {@link JOURNAL_FD}; `null` when nobody writes one. */
  readonly journalFd: number | null;
}

/** Where a daemon finds the journal of exits: behind the standard descriptors and the channel of Node. */
export const JOURNAL_FD = 4;

/** What a daemon makes known. */
export interface DaemonListener {
  /** Whatever it says through Node's channel. */
  said(message: unknown): void;
  ended(end: DaemonEnd): void;
}

/** One daemon, in a session of its own: what a terminal sends to the guard reaches it once, through the guard. */
export class DaemonChild {
  readonly #child: ChildProcess;

  constructor(command: DaemonCommand, listener: DaemonListener) {
    const startedAt = performance.now();
    this.#child = spawn(process.execPath, command.argv, {
      cwd: command.cwd,
      env: command.env,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc', command.journalFd ?? 'ignore'],
    });
    let isOver = false;
    const end = (code: number | null, signal: NodeJS.Signals | null): void => {
      if (isOver) return;
      isOver = true;
      listener.ended({ code, signal, ranMs: performance.now() - startedAt });
    };
    this.#child.on('message', (message) => listener.said(message));
    this.#child.once('exit', end);
    this.#child.once('error', (error) => {
      if (this.#child.pid !== undefined) return;
      process.stderr.write(`guard: the daemon cannot be started: ${error.message}\n`);
      end(1, null);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Nothing more is expected to be said: a daemon that is replaced in place has no channel any more. */
  hangUp(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
