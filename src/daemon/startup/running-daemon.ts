import { Logger } from '@nestjs/common';
import { type Actor, type ChangeReport, type Manager, messageOf } from '#core';
import type { DaemonConfig } from '../config/index.js';
import { DaemonEvents } from '../events/index.js';
import { DaemonState } from '../health/index.js';
import { PROCESS_MANAGER } from '../manager/index.js';
import { ReloadService } from '../reload/index.js';
import { CronScheduler } from '../schedule/index.js';
import type { Listener } from '../server/index.js';
import { OpenStreams } from '../streams/index.js';
import type { Foundations } from './foundations.js';
import { handleSignals, noteCrashes } from './signals.js';
import type { Unwinding } from './unwinding.js';

/** How long requests under way may take to end at the stop, ms. */
const REQUEST_GRACE_MS = 2000;

/** A daemon that answers. Its processes may still be starting: `/health/ready` tells. */
export class RunningDaemon {
  readonly config: DaemonConfig;
  readonly urls: readonly string[];
  /** Resolves when every process was taken over or had its start settled. Never rejects. */
  readonly booted: Promise<void>;
  /** Resolves when it has stopped, for whatever reason. */
  readonly closed: Promise<void>;
  readonly #logger = new Logger('daemon');
  readonly #manager: Manager;
  readonly #state: DaemonState;
  readonly #scheduler: CronScheduler;
  #settleClosed: () => void = () => undefined;
  #closing: Promise<void> | null = null;

  constructor(
    private readonly foundations: Foundations,
    private readonly listeners: readonly Listener[],
    private readonly unwinding: Unwinding,
  ) {
    const { nest } = foundations.app;
    this.config = foundations.config;
    this.urls = listeners.map(({ url }) => url);
    this.#manager = nest.get<Manager>(PROCESS_MANAGER);
    this.#state = nest.get(DaemonState);
    this.#state.opened(listeners);
    this.#state.configApplied(this.config.skipped.map(({ file }) => file));
    this.#scheduler = nest.get(CronScheduler, { strict: false });
    this.closed = new Promise((resolve) => (this.#settleClosed = resolve));
    this.booted = this.#boot();
  }

  /** Stops everything in order. Idempotent. @param by who wants it */
  close(by: Actor | null = null): Promise<void> {
    this.#closing ??= this.#shutDown(by).finally(() => this.#settleClosed());
    return this.#closing;
  }

  /** Lets signals stop and reload it. */
  obeySignals(): void {
    const logger = this.#logger;
    this.unwinding.add(handleSignals({ close: (by) => this.close(by), reload: (by) => this.#reload(by), logger }));
    this.unwinding.add(noteCrashes(logger));
  }

  async #boot(): Promise<void> {
    try {
      const { adopted, added, removed, restarted } = await this.#bootAll();
      const counts = { adopted: adopted.length, started: added.length, removed: removed.length, restarted: restarted.length };
      this.#logger.log({ msg: 'booted', ...counts });
    } catch (error) {
      this.#scheduler.stop();
      if (this.#state.phase !== 'stopping')
        this.#logger.error({ msg: 'the boot did not get through', err: error, reason: messageOf(error) });
      return;
    }
    if (this.#state.phase !== 'stopping') this.#state.booted();
  }

  /** Cronjobs do not wait until the last process has started, only until it is known which of their runs go on. */
  async #bootAll(): Promise<ChangeReport> {
    await this.#scheduler.apply(this.config.cronjobs);
    const booted = this.#manager.boot(this.config.programs);
    const begun = this.#manager.takenOver().then(() => this.#scheduler.begin());
    const [report] = await Promise.all([booted, begun]);
    return report;
  }

  async #reload(by: Actor): Promise<void> {
    const { app, certificates } = this.foundations;
    await certificates?.refresh();
    const { changes } = await app.nest.get(ReloadService, { strict: false }).reload(by);
    this.#logger.log({ msg: 'configuration reloaded', ...changes });
  }

  async #shutDown(by: Actor | null): Promise<void> {
    this.#state.stopping();
    this.foundations.app.nest.get(DaemonEvents, { strict: false }).tell({ type: 'daemon.stopping', by });
    this.#scheduler.stop();
    await this.#manager.shutdown(by);
    await this.booted;
    this.foundations.app.nest.get(OpenStreams, { strict: false }).end();
    await Promise.all(this.listeners.map((listener) => listener.close(REQUEST_GRACE_MS)));
    this.#logger.log('stopped');
    await this.unwinding.run();
  }
}
