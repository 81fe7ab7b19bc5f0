/** `serve --guard`: a small parent of the daemon. It knows nothing of Nest, of processes or of configuration, so there is little in it to fail. */
import { type ExitEntry, readProcStat } from '#core';
import { loadLibrary, type NativeLibrary, Orphans, type Zombie } from '#native';
import { DaemonChild, type DaemonCommand, JOURNAL_FD } from './daemon-child.js';
import { type DaemonEnd, DaemonKeeper } from './daemon-keeper.js';
import { ExitWriter } from './exit-writer.js';

/** What the guard is told to do. */
export interface GuardOptions {
  /** Command line of the daemon, after that of Node. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether a message of the daemon says that it answers now. */
  readonly isReady: (message: unknown) => boolean;
  /** Told of what the first daemon says until it is ready or gives up. */
  readonly onMessage: (message: unknown) => void;
  /** One line about what the guard does. */
  readonly note: (line: string) => void;
}

/** Ask for the end. SIGQUIT is what some container runtimes send. */
const ENDING = ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const;
/** Mean something to a daemon that answers, and nothing to one that is about to. */
const PASSED_ON = ['SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;

class Guard {
  readonly #options: GuardOptions;
  readonly #keeper = new DaemonKeeper();
  readonly #command: DaemonCommand;
  #daemon: DaemonChild | null = null;
  #wasReady = false;
  #isReady = false;
  /** Asked for while no daemon could act on it. */
  #owed: NodeJS.Signals | null = null;
  #wait: NodeJS.Timeout | null = null;
  #finish: (exitCode: number) => void = () => undefined;
  readonly finished = new Promise<number>((resolve) => (this.#finish = resolve));

  constructor(options: GuardOptions, journalFd: number | null) {
    this.#options = options;
    const script = process.argv[1] ?? '';
    const journal = journalFd === null ? [] : ['--exit-journal', String(JOURNAL_FD)];
    this.#command = { ...options, argv: [...process.execArgv, script, ...options.argv, ...journal], journalFd };
  }

  isDaemon(pid: number): boolean {
    return this.#daemon?.pid === pid;
  }

  start(): void {
    this.#wait = null;
    this.#isReady = false;
    this.#daemon = new DaemonChild(this.#command, { said: (message) => this.#said(message), ended: (end) => this.#ended(end) });
  }

  end(signal: NodeJS.Signals): void {
    // A daemon that is taking over its processes learns of it when it can stop them in order.
    if (this.#wasReady && !this.#isReady) this.#owed = signal;
    else this.#obey(signal);
    if (this.#wait === null) return;
    clearTimeout(this.#wait);
    this.start();
  }

  passOn(signal: NodeJS.Signals): void {
    if (this.#isReady) this.#daemon?.signal(signal);
  }

  #obey(signal: NodeJS.Signals): void {
    this.#keeper.ending();
    this.#daemon?.signal(signal);
  }

  #said(message: unknown): void {
    if (!this.#wasReady) this.#options.onMessage(message);
    if (!this.#options.isReady(message)) return;
    this.#isReady = this.#wasReady = true;
    this.#keeper.ready();
    this.#daemon?.hangUp();
    if (this.#owed) this.#obey(this.#owed);
  }

  #ended(end: DaemonEnd): void {
    this.#daemon = null;
    this.#isReady = false;
    const verdict = this.#keeper.judge(end);
    if (verdict.do === 'end') return this.#finish(verdict.exitCode);
    const how = end.signal === null ? `with exit code ${end.code}` : `by ${end.signal}`;
    const when = verdict.afterMs === 0 || this.#owed ? 'now' : `in ${verdict.afterMs} ms`;
    this.#options.note(`guard: the daemon ended ${how}; its processes go on, the next one starts ${when}`);
    this.#wait = setTimeout(() => this.start(), this.#owed ? 0 : verdict.afterMs);
  }
}

function entryOf({ pid, code, signal }: Zombie): ExitEntry | null {
  const stat = readProcStat(pid);
  const at = Date.now();
  if (!stat) return null;
  const { startTicks } = stat;
  return { pid, startTicks, at, exit: signal === null ? { code, signal, error: null } : { code: null, signal, error: null } };
}

function witness(library: NativeLibrary, journal: ExitWriter, guard: Guard, note: GuardOptions['note']): Orphans {
  return new Orphans(library, {
    isAwaited: (pid) => guard.isDaemon(pid),
    ended: (zombie) => {
      const entry = entryOf(zombie);
      try {
        if (entry) journal.append(entry);
      } catch (error) {
        note(`guard: the end of ${zombie.pid} could not be written down: ${String(error)}`);
      }
    },
  });
}

/**
 * Runs the daemon as a child, replaces it when it dies, and reaps whom it leaves behind, writing down how they end. Passes on
 * signals, so it may be PID 1 of a container. Resolves with the exit code when the daemon ended on purpose.
 */
export async function runGuard(options: GuardOptions): Promise<number> {
  const library = loadLibrary();
  const isBlind = 'reason' in library;
  const journal = isBlind ? null : new ExitWriter();
  const guard = new Guard(options, journal?.fd ?? null);
  const orphans = isBlind || journal === null ? null : witness(library, journal, guard, options.note);
  if (isBlind) options.note(`guard: exit codes of processes that end while there is no daemon stay unknown: ${library.reason}`);
  orphans?.adopt();
  for (const signal of ENDING) process.on(signal, () => guard.end(signal));
  for (const signal of PASSED_ON) process.on(signal, () => guard.passOn(signal));
  guard.start();
  const exitCode = await guard.finished;
  orphans?.close();
  for (const signal of [...ENDING, ...PASSED_ON]) process.removeAllListeners(signal);
  return exitCode;
}
