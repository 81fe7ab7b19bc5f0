import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Gauge } from 'prom-client';
import type { Clock, ProcessManager } from '#core';
import type { MetricsSource } from './metrics-source.js';
import type { SeriesMaker } from './series-maker.js';
import { SERIES } from './series-table.js';

/** A file system that does not answer (a lost network mount) must not hold up a scrape, ms. */
const PATIENCE_MS = 200;

interface DiskSpace {
  readonly availableBytes: number;
  readonly sizeBytes: number;
}

/** How much room there is for the logs. */
export class LogDiskMetrics implements MetricsSource {
  readonly name = 'log disks';
  readonly #available: Gauge;
  readonly #size: Gauge;
  /** Asked and not answered: asked once, however many scrapes there are meanwhile. */
  readonly #pending = new Map<string, Promise<DiskSpace | null>>();

  constructor(
    private readonly manager: Pick<ProcessManager, 'programs'>,
    private readonly clock: Clock,
    make: SeriesMaker,
  ) {
    this.#available = make.gauge(SERIES.diskFree);
    this.#size = make.gauge(SERIES.diskSize);
  }

  async tell(): Promise<void> {
    const directories = this.#directories();
    const spaces = await Promise.all(directories.map((directory) => this.#inTime(directory)));
    this.#available.reset();
    this.#size.reset();
    for (const [index, directory] of directories.entries()) {
      const space = spaces[index] ?? null;
      if (space === null) continue;
      this.#available.set({ directory }, space.availableBytes);
      this.#size.set({ directory }, space.sizeBytes);
    }
  }

  /** As many as the configuration names. */
  #directories(): readonly string[] {
    const paths = this.manager.programs().flatMap(({ spec }) => [spec.log.stdoutPath, spec.log.stderrPath]);
    return [...new Set(paths.filter((path) => path !== null).map((path) => dirname(path)))];
  }

  async #inTime(directory: string): Promise<DiskSpace | null> {
    const asked = this.#pending.get(directory) ?? this.#ask(directory);
    let giveUp: () => void = () => undefined;
    const late = new Promise<null>((resolve) => (giveUp = () => resolve(null)));
    const timer = this.clock.arm(PATIENCE_MS, giveUp);
    try {
      return await Promise.race([asked, late]);
    } finally {
      timer.disarm();
    }
  }

  #ask(directory: string): Promise<DiskSpace | null> {
    const asked = statfs(directory).then(
      ({ bavail, blocks, bsize }) => ({ availableBytes: bavail * bsize, sizeBytes: blocks * bsize }),
      // Not made yet, or not there any more.
      () => null,
    );
    this.#pending.set(directory, asked);
    void asked.then(() => this.#pending.delete(directory));
    return asked;
  }
}
