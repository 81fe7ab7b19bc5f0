import 'reflect-metadata';
import { resolve } from 'node:path';
import { ConsoleLogger, Logger, type LoggerService, type Provider } from '@nestjs/common';
import { acquireDaemonLock, type Manager, messageOf } from '#core';
import { type DaemonConfig, formatConfigProblem, loadConfig } from './config/index.js';
import { DaemonModule } from './daemon.module.js';
import { DaemonState } from './health/index.js';
import { ActiveConfig, PROCESS_MANAGER } from './manager/index.js';
import { ReloadService } from './reload/index.js';
import { CronScheduler } from './schedule/index.js';
import { createHttpApp, type HttpApp, type Listener, openListeners, ownNames, planListen, writeDaemonPidFile } from './server/index.js';
import { handleSignals } from './signals.js';
import { type CertificateProvider, FileCertificateProvider } from './tls/index.js';
import { Unwinding } from './unwinding.js';

/** How a daemon is started. */
export interface DaemonOptions {
  readonly configFile: string;
  /** Wins over `[server].logfile`. */
  readonly logfile?: string;
  /** Start without the files of the programs directory that have mistakes. */
  readonly skipInvalid?: boolean;
  /** Providers for slots. */
  readonly overrides?: readonly Provider[];
  /** Where the daemon's own log goes. @default standard error or `[server].logfile` */
  readonly logger?: LoggerService | false;
  /** SIGTERM and SIGINT stop, SIGHUP reloads. @default true */
  readonly signals?: boolean;
}

/** A daemon that answers. Its processes may still be starting: `/health/ready` tells. */
export interface RunningDaemon {
  readonly urls: readonly string[];
  readonly config: DaemonConfig;
  /** Resolves when every process was taken over or had its start settled. Never rejects. */
  readonly booted: Promise<void>;
  /** Resolves when it has stopped, for whatever reason. */
  readonly closed: Promise<void>;
  /** Stops everything in order. Idempotent. */
  close(): Promise<void>;
}

/** How long requests under way may take to end at the stop, ms. */
const REQUEST_GRACE_MS = 2000;

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
    const lock = await acquireDaemonLock(config.pidDir);
    unwinding.add(() => lock.release());
    unwinding.add(writeDaemonPidFile(config.server.pidFile));
    const certificates = await openCertificates(config, unwinding);
    const app = await createApp(config, certificates, options, unwinding);
    const listeners = await openListeners(config, {
      handler: app.handler,
      certificates,
      warn: (message) => new Logger('server').warn(message),
    });
    return run({ config, app, listeners, unwinding, certificates }, options.signals ?? true);
  } catch (error) {
    await unwinding.run();
    throw error;
  }
}

async function openCertificates(config: DaemonConfig, unwinding: Unwinding): Promise<CertificateProvider | null> {
  if (config.server.tls === null) return null;
  const logger = new Logger('tls');
  const provider = await FileCertificateProvider.open(config.server.tls, {
    info: (message) => logger.log(message),
    warn: (message) => logger.warn(message),
  });
  unwinding.add(() => provider.close());
  return provider;
}

async function createApp(
  config: DaemonConfig,
  certificates: CertificateProvider | null,
  options: DaemonOptions,
  unwinding: Unwinding,
): Promise<HttpApp> {
  const { server } = config;
  const address = server.listen === null ? null : planListen(server.listen, server.auth !== null, server.allowUnauthenticated).address;
  // The policy is asked for at each request, long after the application exists.
  const active: { config: ActiveConfig | null } = { config: null };
  const module = DaemonModule.forRoot({
    config,
    overrides: options.overrides ?? [],
    auth: {
      policy: () => (active.config?.current ?? config).server.auth,
      ownNames: () => ownNames(address, certificates?.hostNames ?? []),
    },
  });
  const app = await createHttpApp(module, options.logger ?? defaultLogger());
  unwinding.add(() => app.nest.close());
  active.config = app.nest.get(ActiveConfig);
  return app;
}

function defaultLogger(): LoggerService {
  return new ConsoleLogger({ json: !process.stdout.isTTY, logLevels: ['log', 'warn', 'error', 'fatal'] });
}

interface Parts {
  readonly config: DaemonConfig;
  readonly app: HttpApp;
  readonly listeners: readonly Listener[];
  readonly certificates: CertificateProvider | null;
  readonly unwinding: Unwinding;
}

function run({ config, app, listeners, certificates, unwinding }: Parts, wantsSignals: boolean): RunningDaemon {
  const { nest } = app;
  const logger = new Logger('daemon');
  const manager = nest.get<Manager>(PROCESS_MANAGER);
  const state = nest.get(DaemonState);
  const scheduler = nest.get(CronScheduler, { strict: false });
  for (const warning of config.warnings) logger.warn(formatConfigProblem(warning));
  const booted = bootManager(manager, config, logger).then((isUp) => {
    if (!isUp || state.phase === 'stopping') return;
    scheduler.apply(nest.get(ActiveConfig).current.cronjobs);
    state.booted();
  });

  let settleClosed = (): void => undefined;
  const closed = new Promise<void>((done) => (settleClosed = done));
  let closing: Promise<void> | null = null;
  const shutDown = async (): Promise<void> => {
    state.stopping();
    scheduler.stop();
    await manager.shutdown();
    await booted;
    await Promise.all(listeners.map((listener) => listener.close(REQUEST_GRACE_MS)));
    await unwinding.run();
  };
  const close = (): Promise<void> => (closing ??= shutDown().finally(() => settleClosed()));
  if (wantsSignals) {
    const reloader = nest.get(ReloadService, { strict: false });
    const reload = async (): Promise<void> => {
      await certificates?.refresh();
      const { changes } = await reloader.reload();
      logger.log({ msg: 'configuration reloaded', ...changes });
    };
    unwinding.add(handleSignals({ close, reload, logger }));
  }
  return { urls: listeners.map(({ url }) => url), config, booted, closed, close };
}

/** @returns whether it went through; single processes that do not start are in their status */
async function bootManager(manager: Manager, config: DaemonConfig, logger: Logger): Promise<boolean> {
  try {
    const { adopted, added, removed, restarted } = await manager.boot(config.programs);
    logger.log({ msg: 'booted', adopted: adopted.length, started: added.length, removed: removed.length, restarted: restarted.length });
    return true;
  } catch (error) {
    logger.error({ msg: 'the boot did not get through', err: error, reason: messageOf(error) });
    return false;
  }
}
