import { Logger } from '@nestjs/common';
import { type Actor, type ChangeReport, type Manager, messageOf, type Spawner } from '#core';
import type { DaemonProgram } from '../../handover/index.js';
import type { DaemonConfig } from '../config/index.js';
import { DaemonEvents } from '../events/index.js';
import { DaemonState } from '../health/index.js';
import { PROCESS_MANAGER } from '../manager/index.js';
import { containCrashes, PluginCatalogue } from '../plugins/index.js';
import { ReloadService } from '../reload/index.js';
import { CronScheduler } from '../schedule/index.js';
import type { Listener } from '../server/index.js';
import { SPAWNER } from '../slots/index.js';
import { OpenStreams } from '../streams/index.js';
import { SignalHold, Standstill, UpgradeDesk, Upgrader } from '../upgrade/index.js';
import type { Foundations } from './foundations.js';
import { handleSignals, noteCrashes } from './signals.js';
import type { Unwinding } from './unwinding.js';

/** How long requests under way may take to end at the stop, ms. */
const REQUEST_GRACE_MS = 2000;

/** A boot that knows what there was, and may still be starting processes. */
interface Boot {
  readonly report: Promise<ChangeReport>;
}

/** A daemon that answers. Its processes may still be starting: `/health/ready` tells. */
export class RunningDaemon {
  readonly config: DaemonConfig;
  readonly urls: readonly string[];
  /** Resolves when every process was taken over or had its start settled. Never rejects. */
  readonly booted: Promise<void>;
  /** Resolves when it is known what an earlier daemon left running. */
  readonly takenOver: Promise<void>;
  /** Resolves when it has stopped, for whatever reason. */
  readonly closed: Promise<void>;
  readonly #logger = new Logger('daemon');
  readonly #manager: Manager;
  readonly #state: DaemonState;
  readonly #scheduler: CronScheduler;
  readonly #signals = new SignalHold();
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
    const begun = this.#takeOver();
    this.takenOver = begun.then(() => undefined);
    this.takenOver.catch(() => undefined); // the boot reports it
    this.booted = this.#boot(begun);
  }

  /** Why it cannot learn how children end that another image of the daemon has made; `null` = it can. */
  get obstacle(): string | null {
    const spawner = this.foundations.app.nest.get<Spawner>(SPAWNER);
    return 'inherit' in spawner ? null : `its spawner (${spawner.kind}) can wait only for its own children`;
  }

  /** Lets itself be replaced in place. @param program what runs */
  offerUpgrades(program: DaemonProgram, exitJournalFd: number | null): void {
    const { app, config, inherited, lock } = this.foundations;
    const standstill = new Standstill({
      manager: this.#manager,
      scheduler: this.#scheduler,
      state: this.#state,
      streams: app.nest.get(OpenStreams, { strict: false }),
      listeners: this.listeners,
      pidFile: config.server.pidFile,
      signals: this.#signals,
      logger: this.#logger,
      lock,
      exitJournalFd,
    });
    const parts = { program, pidDir: config.pidDir, inherited, standstill, ready: () => this.takenOver, logger: this.#logger };
    app.nest.get(UpgradeDesk).connect(new Upgrader(parts));
  }

  /** Goes on in place of an earlier image, if there is one; afterwards there is no way back to that. @throws whatever keeps it from going on */
  async succeed(): Promise<void> {
    const { inherited } = this.foundations;
    if (inherited === null) return;
    try {
      await this.takenOver;
    } catch (error) {
      inherited.giveBack(this.listeners);
      throw error;
    }
    inherited.settle(this.listeners);
    this.#logger.log({ msg: 'goes on in place of an earlier image', ...inherited.result });
  }

  /** Stops everything in order. Idempotent. @param by who wants it */
  close(by: Actor | null = null): Promise<void> {
    this.#closing ??= this.#shutDown(by).finally(() => this.#settleClosed());
    return this.#closing;
  }

  /** Lets signals stop and reload it. One that goes on in place of an earlier image has to have succeeded that: until then they are held. */
  obeySignals(): void {
    const logger = this.#logger;
    this.unwinding.add(
      handleSignals({
        close: async (by, signal) => (this.#signals.keeps(signal) ? undefined : this.close(by)),
        reload: async (by, signal) => (this.#signals.keeps(signal) ? undefined : this.#reload(by)),
        upgrade: async () => this.foundations.app.nest.get(UpgradeDesk).upgrade({}),
        logger,
      }),
    );
  }

  /** Tells of its crash before it happens, and goes on when it was a plugin. */
  watchCrashes(): void {
    const plugins = this.foundations.app.nest.get(PluginCatalogue);
    this.containPlugins();
    this.unwinding.add(noteCrashes(this.#logger, (error) => plugins.culpritOf(error) !== null));
  }

  /** Goes on when a plugin throws where nobody can catch it. Installs a handler of `uncaughtException` if there are plugins. */
  containPlugins(): void {
    this.unwinding.add(containCrashes(this.foundations.app.nest.get(PluginCatalogue), this.#logger));
  }

  async #boot(begun: Promise<Boot>): Promise<void> {
    try {
      const { adopted, added, removed, restarted } = await (await begun).report;
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
  async #takeOver(): Promise<Boot> {
    const { inherited } = this.foundations;
    await this.#scheduler.apply(this.config.cronjobs);
    const report = this.#manager.boot(this.config.programs, inherited?.handOver);
    report.catch(() => undefined); // whoever awaits the boot learns of it
    await this.#manager.takenOver();
    this.#scheduler.begin({ isSuccessor: inherited !== null });
    return { report };
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
