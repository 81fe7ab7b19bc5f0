import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DaemonOptions, type DaemonProcess, startAndKill, startDaemon } from './daemon-process.js';
import { endMarked, MARK_VARIABLE, type MarkedProcess, markedProcesses, newMark } from './marked-processes.js';
import { type ScratchDirectory, scratchDirectory } from './scratch-directory.js';
import { type CliResult, runCli } from './run-cli.js';
import { waitFor } from './wait-for.js';

/** A process specification in its wire form. */
export type SpecInput = Readonly<Record<string, unknown>> & { readonly name: string };

/** A configuration in its wire form, processes and cronjobs given by their specs alone. */
export type ConfigInput = Readonly<Record<string, unknown>> & {
  readonly processes?: readonly SpecInput[];
  readonly cronjobs?: readonly SpecInput[];
};

/** How a daemon of a bench is started. */
export type ServeOptions = Omit<DaemonOptions, 'configFile'>;

/**
 * One home for the daemons of a test, one after the other: a configuration, a state directory, logs. Whatever they start is
 * found by a mark in its environment, so nothing is left when the test ends, however it ends.
 */
export class DaemonBench {
  readonly directory: ScratchDirectory;
  readonly #mark = newMark();

  constructor(label: string) {
    this.directory = scratchDirectory(label);
  }

  /** Environment that marks a process as belonging here. */
  get env(): Readonly<Record<string, string>> {
    return { [MARK_VARIABLE]: this.#mark };
  }

  get configFile(): string {
    return join(this.directory.path, 'config.json');
  }

  get logDir(): string {
    return join(this.directory.path, 'logs');
  }

  /** Replaces the configuration: any free port, logs in {@link logDir}, the default `pid_dir`. */
  configure(config: ConfigInput): string {
    const { processes = [], cronjobs = [], ...rest } = config;
    const entries = [...processes.map((spec) => ({ type: 'process', spec })), ...cronjobs.map((spec) => ({ type: 'cronjob', spec }))];
    const env = Object.entries(this.env).map(([name, value]) => `${name}=${value}`);
    const defaults = { env, log: { dir: this.logDir }, server: { listen: '127.0.0.1:0' } };
    return this.directory.write('config.json', JSON.stringify({ ...defaults, ...rest, processes: entries }, null, 2));
  }

  /** Starts a daemon and waits until it answers, be its boot through or not. */
  open(options: ServeOptions = {}): Promise<DaemonProcess> {
    return startDaemon(this.#options(options));
  }

  /** Starts a daemon and waits until its boot is through. */
  async serve(options: ServeOptions = {}): Promise<DaemonProcess> {
    const daemon = await this.open(options);
    await waitFor(() => daemon.client.daemon.ready(), { what: 'the boot to get through' });
    return daemon;
  }

  /** Starts a daemon and kills it so many milliseconds later, or as soon as a condition holds, wherever it is by then. */
  serveAndKill(when: number | (() => boolean)): Promise<void> {
    return startAndKill(this.#options({}), when);
  }

  /** Runs a command line, marked like everything else here. */
  cli(args: readonly string[]): Promise<CliResult> {
    return runCli(args, { cwd: this.directory.path, env: this.env });
  }

  /** Every live process of this bench, daemons included. */
  live(): readonly MarkedProcess[] {
    return markedProcesses(this.#mark);
  }

  /** PIDs of the live leaders of a supervised process: one, unless something is wrong or it is down. */
  copies(name: string): readonly number[] {
    return this.live()
      .filter(({ process, pid, session }) => process === name && pid === session)
      .map(({ pid }) => pid);
  }

  /** PIDs of everything that belongs to a supervised process. */
  members(name: string): readonly number[] {
    return this.live()
      .filter(({ process }) => process === name)
      .map(({ pid }) => pid);
  }

  /** Where the PID file of a process is by default. */
  pidFile(name: string): string {
    return join(this.directory.path, 'run', `${name}.pid`);
  }

  /** Where its run is written down for the next manager. */
  stateFile(name: string): string {
    return join(this.directory.path, 'run', 'state', `${name}.json`);
  }

  /** What a process has written so far, as stored; empty before its first byte. */
  log(name: string, stream: 'stdout' | 'stderr' = 'stdout'): string {
    const path = join(this.logDir, `${name}.${stream}.log`);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** Kills whatever is left and removes the directory. */
  async close(): Promise<void> {
    await endMarked(this.#mark);
    this.directory.remove();
  }

  #options(options: ServeOptions): DaemonOptions {
    return { configFile: this.configFile, ...options, env: { ...this.env, ...options.env } };
  }
}
