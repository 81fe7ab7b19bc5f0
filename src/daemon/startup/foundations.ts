import { resolve } from 'node:path';
import { Logger, type Provider } from '@nestjs/common';
import { acquireDaemonLock, type DaemonLock } from '#core';
import { type DaemonConfig, formatConfigProblem } from '../config/index.js';
import { DaemonModule } from '../daemon.module.js';
import { type DaemonLog, LogLevels, openDaemonLog } from '../logging/index.js';
import { ActiveConfig } from '../manager/index.js';
import { loadPlugins, type PluginCatalogue, startWithPlugins } from '../plugins/index.js';
import { createHttpApp, type HttpApp, ownNames, planListen, writeDaemonPidFile } from '../server/index.js';
import { PRESENTED_CERTIFICATE, type PresentedCertificate } from '../tls/index.js';
import { Inherited } from '../upgrade/index.js';
import type { DaemonOptions } from './daemon-options.js';
import { exitLedger } from './exit-ledger.js';
import type { Unwinding } from './unwinding.js';

/** What there is before the first process is touched. */
export interface Foundations {
  readonly config: DaemonConfig;
  /** `null` = plain HTTP. */
  readonly certificates: PresentedCertificate | null;
  readonly app: HttpApp;
  readonly lock: DaemonLock;
  /** What an earlier image of the daemon in the same PID left. */
  readonly inherited: Inherited | null;
}

/**
 * The log, the lock, the PID file, the plugins and the application with the certificate, in this order.
 * @throws ProvisrError PROVISR_CONFIG_INVALID, PROVISR_DAEMON_RUNNING, PROVISR_TLS_INVALID, PROVISR_PLUGIN_…
 */
export async function layFoundations(config: DaemonConfig, options: DaemonOptions, unwinding: Unwinding): Promise<Foundations> {
  const log = await openLog(config, options, unwinding);
  reportFindings(config);
  const inherited = options.handOver === undefined ? null : new Inherited(options.handOver);
  const lock = await acquireDaemonLock(config.pidDir, inherited?.lock);
  unwinding.add(() => lock.release());
  unwinding.add(writeDaemonPidFile(config.server.pidFile));
  inherited?.dropPidFile(config.server.pidFile);
  const overrides = [...exitLedger(options), ...(options.overrides ?? [])];
  const app = await startWithPlugins(await loadPlugins(config), (plugins) => createApp({ config, log, plugins }, overrides));
  unwinding.add(() => app.nest.close());
  const certificates = app.nest.get<PresentedCertificate | null>(PRESENTED_CERTIFICATE);
  certificates?.follow();
  unwinding.add(() => certificates?.close());
  return { config, certificates, app, lock, inherited };
}

/** Opened before anything that may have to say something, and closed after everything else. */
async function openLog(config: DaemonConfig, options: DaemonOptions, unwinding: Unwinding): Promise<DaemonLog | null> {
  if (options.logger !== undefined) {
    Logger.overrideLogger(options.logger);
    return null;
  }
  const file = options.logfile === undefined ? config.server.logFile : resolve(options.logfile);
  const levels = new LogLevels(config.daemonLog, options.logLevel ?? null);
  const log = await openDaemonLog({ file, levels });
  unwinding.add(() => log.close());
  Logger.overrideLogger(log.nest);
  return log;
}

/** What was accepted or left out, but should be looked at. */
function reportFindings({ warnings, skipped }: DaemonConfig): void {
  const logger = new Logger('config');
  for (const warning of warnings) logger.warn(formatConfigProblem(warning));
  for (const problem of skipped.flatMap(({ problems }) => problems)) logger.warn(`skipped: ${formatConfigProblem(problem)}`);
}

interface AppParts {
  readonly config: DaemonConfig;
  readonly log: DaemonLog | null;
  readonly plugins: PluginCatalogue;
}

async function createApp({ config, log, plugins }: AppParts, overrides: readonly Provider[]): Promise<HttpApp> {
  const { server } = config;
  const address = server.listen === null ? null : planListen(server.listen, server.auth !== null, server.allowUnauthenticated).address;
  // The policy is asked for at each request, long after the application exists; a reload changes it.
  const active: { config: ActiveConfig | null; certificate: PresentedCertificate | null } = { config: null, certificate: null };
  const module = DaemonModule.forRoot({
    config,
    log,
    hasListeners: true,
    overrides,
    plugins,
    auth: {
      policy: () => (active.config?.current ?? config).server.auth,
      ownNames: () => ownNames(address, active.certificate?.hostNames ?? []),
    },
  });
  const app = await createHttpApp(module);
  const inForce = app.nest.get(ActiveConfig);
  active.config = inForce;
  active.certificate = app.nest.get(PRESENTED_CERTIFICATE);
  log?.levels.follow(() => inForce.current.daemonLog);
  return app;
}
