import { Counter, Gauge, type Registry } from 'prom-client';
import { type LogStream, PROCESS_STATES, type ProcessManager, type ProcessStatus } from '#core';
import { type ProcessUsage, readUsage } from '../usage/index.js';

/** What a scrape asks the core for. */
export type StatusSource = Pick<ProcessManager, 'statuses'> & { outputBytes(name: string, stream: LogStream): number };

/** What a scrape shows of the moment it is made: read then and only then, so that nobody pays for it otherwise. */
export class StatusMetrics {
  readonly #state: Gauge;
  readonly #instances: Gauge;
  readonly #uptime: Gauge;
  readonly #output: Counter;
  readonly #usage: Readonly<Record<keyof ProcessUsage, Gauge | Counter>>;

  constructor(
    private readonly source: StatusSource,
    registry: Registry,
  ) {
    const registers = [registry];
    const gauge = (name: string, help: string, labelNames: string[]): Gauge => new Gauge({ name, help, labelNames, registers });
    const counter = (name: string, help: string, labelNames: string[]): Counter => new Counter({ name, help, labelNames, registers });
    this.#state = gauge('provisr_process_current_state', '1 for the state a process is in, 0 for the others.', ['name', 'state']);
    this.#instances = gauge('provisr_process_running_instances', 'Live instances of a base name.', ['base']);
    this.#uptime = gauge('provisr_process_uptime_seconds', 'Time since the current run began.', ['name']);
    this.#output = counter('provisr_process_log_bytes_total', 'Output taken from a process.', ['name', 'stream']);
    this.#usage = {
      cpuSeconds: counter('provisr_process_cpu_seconds_total', 'CPU time of the current run, children it has waited for included.', [
        'name',
      ]),
      residentBytes: gauge('provisr_process_resident_memory_bytes', 'Resident memory.', ['name']),
      openFds: gauge('provisr_process_open_fds', 'Open file descriptors.', ['name']),
      threads: gauge('provisr_process_threads', 'Threads.', ['name']),
    };
  }

  /** Sets everything anew; processes that are gone have nothing. */
  async refresh(): Promise<void> {
    const statuses = this.source.statuses({ kind: 'all' });
    const usages = await Promise.all(statuses.map(({ pid }) => (pid === null ? null : readUsage(pid))));
    for (const metric of [this.#state, this.#instances, this.#uptime, this.#output, ...Object.values(this.#usage)]) metric.reset();
    for (const [index, status] of statuses.entries()) {
      this.#showStatus(status);
      this.#showUsage(status.name, usages[index] ?? null);
    }
  }

  #showStatus({ name, base, state, running, uptimeMs }: ProcessStatus): void {
    for (const candidate of PROCESS_STATES) this.#state.set({ name, state: candidate }, candidate === state ? 1 : 0);
    this.#instances.inc({ base }, running ? 1 : 0);
    if (uptimeMs !== null) this.#uptime.set({ name }, uptimeMs / 1000);
    for (const stream of ['stdout', 'stderr'] as const) this.#output.inc({ name, stream }, this.source.outputBytes(name, stream));
  }

  #showUsage(name: string, usage: ProcessUsage | null): void {
    for (const [key, metric] of Object.entries(this.#usage)) {
      const value = usage?.[key as keyof ProcessUsage] ?? null;
      // After the reset, adding is setting: for counters too.
      if (value !== null) metric.inc({ name }, value);
    }
  }
}
