import 'reflect-metadata';
import { resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import { loadConfig } from './config/index.js';
import { openListeners } from './server/index.js';
import type { DaemonOptions } from './startup/daemon-options.js';
import { layFoundations } from './startup/foundations.js';
import { RunningDaemon } from './startup/running-daemon.js';
import { Unwinding } from './startup/unwinding.js';

export type { DaemonOptions } from './startup/daemon-options.js';
export type { RunningDaemon } from './startup/running-daemon.js';

/**
 * Starts a daemon. Whatever cannot work is found out before the first process is touched: the configuration, the lock, the
 * certificate and the addresses come first.
 *
 * @throws ProvisrError PROVISR_CONFIG_INVALID, PROVISR_CONFIG_NOT_FOUND, PROVISR_DAEMON_RUNNING, PROVISR_TLS_INVALID, PROVISR_LISTEN_FAILED
 */
export async function startDaemon(options: DaemonOptions): Promise<RunningDaemon> {
  const config = await loadConfig(resolve(options.configFile), { mode: 'cold', skipInvalid: options.skipInvalid ?? false });
  const unwinding = new Unwinding();
  try {
    const foundations = await layFoundations(config, options, unwinding);
    const listeners = await openListeners(config, {
      handler: foundations.app.handler,
      certificates: foundations.certificates,
      warn: (message) => new Logger('server').warn(message),
    });
    const daemon = new RunningDaemon(foundations, listeners, unwinding);
    if (options.signals ?? true) daemon.obeySignals();
    return daemon;
  } catch (error) {
    await unwinding.run();
    throw error;
  }
}
