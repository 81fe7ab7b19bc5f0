import { resolve } from 'node:path';
import { acquireDaemonLock, ProvisrError } from '#core';
import { type DaemonConfig, loadConfig } from '../daemon/config/index.js';
import { DaemonModule } from '../daemon/daemon.module.js';
import { ActiveConfig } from '../daemon/manager/index.js';
import { loadPlugins, type PluginCatalogue, pluginFormats, startWithPlugins } from '../daemon/plugins/index.js';
import { createHttpApp, type HttpApp } from '../daemon/server/index.js';
import { NATIVE } from '../daemon/slots/index.js';
import { RunningDaemon } from '../daemon/startup/running-daemon.js';
import { Unwinding } from '../daemon/startup/unwinding.js';
import { acceptParsedBodies } from './borrowed-request.js';
import type { ProvisrOptions } from './provisr-options.js';

/** Everything of a daemon but what belongs to the host: listeners, signals, PID file, log file. */
export interface EmbeddedDaemon {
  readonly daemon: RunningDaemon;
  readonly app: HttpApp;
}

/** The native way makes the whole process inherit orphans, and that is the host's to decide. */
const PORTABLE = { provide: NATIVE, useValue: { ports: null, reason: 'provisr is embedded in another program' } };

/** @throws ProvisrError PROVISR_CONFIG_INVALID, PROVISR_CONFIG_NOT_FOUND, PROVISR_DAEMON_RUNNING, PROVISR_USAGE_INVALID */
export async function startEmbedded(options: ProvisrOptions): Promise<EmbeddedDaemon> {
  const config = await configOf(options);
  const unwinding = new Unwinding();
  try {
    const lock = await acquireDaemonLock(config.pidDir);
    unwinding.add(() => lock.release());
    const app = await startWithPlugins(await loadPlugins(config), (plugins) => createApp(config, plugins, options));
    unwinding.add(() => app.nest.close());
    const daemon = new RunningDaemon({ config, certificates: null, app, lock, inherited: null }, [], unwinding);
    if (options.containPluginCrashes === true) daemon.containPlugins();
    await daemon.takenOver;
    return { daemon, app };
  } catch (error) {
    await unwinding.run();
    throw error;
  }
}

function configOf({ configFile, config, directory = '.' }: ProvisrOptions): Promise<DaemonConfig> {
  if (configFile !== undefined && config === undefined) return loadConfig(configFile, { isGuest: true, formats: pluginFormats });
  if (config !== undefined && configFile === undefined)
    return loadConfig(resolve(directory, 'provisr.json'), { document: config, isGuest: true, formats: pluginFormats });
  throw new ProvisrError('PROVISR_USAGE_INVALID', 'an embedded provisr needs either "configFile" or "config"', {
    hint: "for instance createProvisr({ configFile: 'config.toml' })",
  });
}

async function createApp(config: DaemonConfig, plugins: PluginCatalogue, { hosts = [] }: ProvisrOptions): Promise<HttpApp> {
  const names = hosts === 'any' ? null : { names: new Set(hosts.map((host) => host.toLowerCase())), anyAddress: true };
  const active: { config: ActiveConfig | null } = { config: null };
  const module = DaemonModule.forRoot({
    config,
    plugins,
    overrides: [PORTABLE],
    // A reload changes the policy.
    auth: { policy: () => (active.config?.current ?? config).server.auth, ownNames: () => names },
  });
  const app = await createHttpApp(module, acceptParsedBodies);
  active.config = app.nest.get(ActiveConfig);
  return app;
}
