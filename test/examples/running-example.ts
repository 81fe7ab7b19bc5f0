import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { builtEnvironment, MARK_VARIABLE, waitFor } from '#testing';

/** A program under way. */
export class RunningExample {
  #text = '';
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(folder: string, command: readonly [string, ...string[]], environment: Readonly<Record<string, string>>) {
    const [program, ...args] = command;
    this.#child = spawn(program, args, { cwd: folder, env: { ...builtEnvironment(), ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) stream?.on('data', (data: Buffer) => (this.#text += data.toString()));
    this.#closed = once(this.#child, 'close');
  }

  static node(folder: string, mark: string, more: Readonly<Record<string, string>> = {}): RunningExample {
    return new RunningExample(folder, [process.execPath, 'index.mjs'], { ...more, [MARK_VARIABLE]: mark });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get text(): string {
    return this.#text;
  }

  /** Where it says that it listens. */
  async origin(): Promise<string> {
    const found = (): string | undefined => /listening on (\S+)/.exec(this.#text)?.[1];
    await waitFor(() => found() !== undefined || this.#child.exitCode !== null, { what: 'the address of the example' });
    return found() ?? Promise.reject(new Error(`it ended: ${this.#text}`));
  }

  /** Resolves with the exit code, or the name of the signal, when it has ended by itself. */
  async ended(): Promise<number | string | null> {
    await this.#closed;
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  /** Asks it to end; what keeps its event loop busy afterwards keeps it from doing so. */
  end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> {
    this.#child.kill(signal);
    return this.ended();
  }
}
