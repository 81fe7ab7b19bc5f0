import { join } from 'node:path';
import type { DaemonConfig } from '../config/index.js';

/**
 * A configuration with which a start can be rehearsed beside the daemon that is at work: it has its own state, listens where nobody looks, and
 * has nobody to supervise. The rest, certificates above all, is as it is.
 */
export function rehearsalConfig(config: DaemonConfig, directory: string): DaemonConfig {
  return {
    ...config,
    pidDir: join(directory, 'run'),
    server: { ...config.server, listen: null, socket: join(directory, 's'), pidFile: null, logFile: null },
    metrics: { ...config.metrics, listen: null },
    history: { ...config.history, directory: join(directory, 'history') },
    eventSinks: [],
    programs: [],
    cronjobs: [],
    groups: [],
  };
}
