import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import { failpoint, HANDED_STATE_VERSION } from '#core';
import { type DaemonConfig, loadConfig } from './config/index.js';
import { pluginFormats } from './plugins/index.js';
import { openListeners } from './server/index.js';
import { armFailpointFrom } from './startup/armed-failpoint.js';
import type { DaemonOptions } from './startup/daemon-options.js';
import { layFoundations } from './startup/foundations.js';
import { RunningDaemon } from './startup/running-daemon.js';
import { Unwinding } from './startup/unwinding.js';
import { rehearsalConfig } from './upgrade/index.js';

export { giveBackMemory } from './startup/footprint.js';
export type { DaemonOptions } from './startup/daemon-options.js';
export type { RunningDaemon } from './startup/running-daemon.js';

/**
 * Starts a daemon. Whatever cannot work is found out before the first process is touched: the configuration, the lock, the
 * certificate and the addresses come first.
 *
 * @throws ProvisrError PROVISR_CONFIG_INVALID, PROVISR_CONFIG_NOT_FOUND, PROVISR_DAEMON_RUNNING, PROVISR_TLS_INVALID, PROVISR_LISTEN_FAILED
 */
export async function startDaemon(options: DaemonOptions): Promise<RunningDaemon> {
  armFailpointFrom(process.env, options.handOver !== undefined);
  failpoint('reexec.executed');
  return assemble(await configOf(options), options);
}

/**
 * Makes the start of a daemon with these options beside one that is at work, without touching what belongs to that, and ends again.
 * @throws whatever keeps the daemon from starting
 */
export async function rehearseDaemon(options: DaemonOptions): Promise<Rehearsal> {
  const config = await configOf(options);
  const directory = mkdtempSync(join(tmpdir(), 'provisr-rehearsal-'));
  try {
    const daemon = await assemble(rehearsalConfig(config, directory), { ...options, signals: false, logger: false });
    await daemon.takenOver;
    const { obstacle } = daemon;
    await daemon.close();
    return { pidDir: config.pidDir, stateVersion: HANDED_STATE_VERSION, obstacle };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What a rehearsal has shown. */
export interface Rehearsal {
  readonly pidDir: string;
  readonly stateVersion: number;
  /** Why it cannot go on with the children of another image of the daemon; `null` = it can. */
  readonly obstacle: string | null;
}

function configOf({ configFile, skipInvalid = false }: DaemonOptions): Promise<DaemonConfig> {
  return loadConfig(resolve(configFile), { mode: 'cold', skipInvalid, formats: pluginFormats });
}

async function assemble(config: DaemonConfig, options: DaemonOptions): Promise<RunningDaemon> {
  const unwinding = new Unwinding();
  try {
    const foundations = await layFoundations(config, options, unwinding);
    const { inherited } = foundations;
    const listeners = await openListeners(config, {
      handler: foundations.app.handler,
      certificates: foundations.certificates,
      warn: (message) => new Logger('server').warn(message),
      inherited,
    });
    const daemon = new RunningDaemon(foundations, listeners, unwinding);
    if (options.program !== undefined) daemon.offerUpgrades(options.program, options.exitJournalFd ?? null);
    const ownsProcess = options.signals ?? true;
    if (ownsProcess) daemon.watchCrashes();
    await daemon.succeed();
    if (ownsProcess) daemon.obeySignals();
    return daemon;
  } catch (error) {
    await unwinding.run();
    throw error;
  }
}
