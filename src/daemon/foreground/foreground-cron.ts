import 'reflect-metadata';
import { basename, dirname, join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { acquireDaemonLock, isProvisrError, type Manager, ProvisrError } from '#core';
import type { Cronjob, CronjobStatusDto, CronRunDto } from '#contract';
import { type DaemonConfig, formatConfigProblem, loadConfig } from '../config/index.js';
import { PROCESS_MANAGER } from '../manager/index.js';
import { loadPlugins, pluginFormats } from '../plugins/index.js';
import { CronScheduler, fromCronRun } from '../schedule/index.js';
import { ForegroundModule } from './foreground.module.js';
import { refuseLeftOverRuns } from './left-over-runs.js';

/** Below the directory of the PID files: what a daemon left there is not touched. */
const STATE_DIRECTORY = 'foreground';

/** The cronjobs of a configuration, run by this process alone. */
export interface ForegroundCron {
  /** One sentence each. */
  readonly warnings: readonly string[];
  cronjobs(): readonly CronjobStatusDto[];
  /** Is told of each run that ended, and of ticks that were skipped: of several in a row the first. */
  onRun(listener: (name: string, run: CronRunDto) => void): void;
  /** Runs under way. */
  readonly liveCount: number;
  /** Begins no further run; resolves when those under way have ended. */
  drain(): Promise<void>;
  /** Stops what is still under way, as the definitions say, and lets go of everything. */
  close(): Promise<void>;
}

/**
 * Runs the cronjobs of a configuration without a daemon.
 * @throws ProvisrError PROVISR_CONFIG_INVALID, PROVISR_CONFIG_NOT_FOUND, PROVISR_CRONJOB_NOT_FOUND, PROVISR_DAEMON_RUNNING,
 *   PROVISR_PROCESS_CONFLICT
 */
export async function startForegroundCron(configFile: string, isVerbose: boolean): Promise<ForegroundCron> {
  const loaded = await loadConfig(configFile, { formats: pluginFormats });
  if (loaded.cronjobs.length === 0) {
    throw new ProvisrError('PROVISR_CRONJOB_NOT_FOUND', `${configFile} defines no cronjob`, {
      hint: 'an entry with type = "cronjob" is one; processes are run by: provisr serve',
    });
  }
  const lock = await lockOut(loaded);
  try {
    refuseLeftOverRuns(loaded.cronjobs);
    const config = withOwnState(loaded);
    const plugins = await loadPlugins(loaded);
    plugins.tellOfSkipped();
    const nest = await NestFactory.createApplicationContext(ForegroundModule.forRoot(config, plugins), {
      logger: ['fatal', 'error', ...(isVerbose ? (['warn', 'log'] as const) : [])],
      abortOnError: false,
    });
    return await begun(nest, config, () => lock.release());
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function lockOut(config: DaemonConfig): ReturnType<typeof acquireDaemonLock> {
  try {
    return await acquireDaemonLock(config.pidDir);
  } catch (error) {
    if (!isProvisrError(error) || error.code !== 'PROVISR_DAEMON_RUNNING') throw error;
    throw new ProvisrError(error.code, `the cronjobs of ${config.file} are run already (PID ${String(error.details?.['pid'])})`, {
      hint: "if that is the daemon, 'provisr cron list' shows them; else stop it first",
      cause: error,
      ...(error.details === undefined ? {} : { details: error.details }),
    });
  }
}

/** PID files lie with the rest of what is remembered, but for those that their authors have placed. */
function withOwnState(config: DaemonConfig): DaemonConfig {
  const pidDir = join(config.pidDir, STATE_DIRECTORY);
  const own = (path: string): string => (dirname(path) === config.pidDir ? join(pidDir, basename(path)) : path);
  const moved = ({ spec, ...job }: Cronjob): Cronjob => ({
    ...job,
    spec: { ...spec, process: { ...spec.process, pidFile: own(spec.process.pidFile) } },
  });
  return { ...config, pidDir, programs: [], cronjobs: config.cronjobs.map(moved) };
}

async function begun(nest: INestApplicationContext, config: DaemonConfig, release: () => Promise<void>): Promise<ForegroundCron> {
  const manager = nest.get<Manager>(PROCESS_MANAGER, { strict: false });
  const scheduler = nest.get(CronScheduler, { strict: false });
  await manager.boot([]);
  await scheduler.apply(config.cronjobs);
  scheduler.begin();
  return {
    warnings: config.warnings.map((warning) => formatConfigProblem(warning)),
    cronjobs: () => scheduler.list().map((entry) => entry.status()),
    onRun: (listener) => scheduler.subscribe((name, run) => (run.ticks === 1 ? listener(name, fromCronRun(run)) : undefined)),
    get liveCount() {
      return scheduler.list().reduce((sum, entry) => sum + entry.liveCount, 0);
    },
    drain: () => {
      scheduler.stop();
      return scheduler.idle();
    },
    close: async () => {
      scheduler.stop();
      await manager.shutdown();
      await nest.close();
      await release();
    },
  };
}
