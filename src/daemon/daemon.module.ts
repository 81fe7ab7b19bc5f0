import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { ApiModule, treatAsOurs } from './api/api.module.js';
import { AuthModule, type AuthOptions } from './auth/index.js';
import { ConfigModule, type DaemonConfig } from './config/index.js';
import { EventSinksModule } from './event-sinks/index.js';
import { HealthModule } from './health/index.js';
import { type DaemonLog, LoggingModule } from './logging/index.js';
import { ManagerModule } from './manager/manager.module.js';
import { MetricsModule } from './metrics/index.js';
import { PageModule } from './page/index.js';
import { PluginCatalogue, PluginsModule } from './plugins/index.js';
import { ProblemModule } from './problem/index.js';
import { SlotsModule } from './slots/index.js';
import { UpgradeModule } from './upgrade/index.js';
import { TlsModule } from './tls/index.js';

/** What a daemon, or a host application that embeds one, is composed of. */
export interface DaemonModuleOptions {
  readonly config: DaemonConfig;
  readonly auth: AuthOptions;
  /** The daemon's own log; `null` or absent: whatever Nest logs to. */
  readonly log?: DaemonLog | null;
  /** Whether there are listeners, which present certificates if the configuration says so. @default false */
  readonly hasListeners?: boolean;
  /** Providers for slots (`Symbol.for('provisr.clock.v1')`, …). */
  readonly overrides?: readonly Provider[];
  /** What extends it; absent: nothing. */
  readonly plugins?: PluginCatalogue;
}

/** The composition root: the only place that knows all rooms. */
@Module({})
export class DaemonModule {
  static forRoot({ config, auth, log = null, hasListeners = false, overrides = [], plugins }: DaemonModuleOptions): DynamicModule {
    const catalogue = plugins ?? new PluginCatalogue();
    catalogue.controllers.forEach(treatAsOurs);
    const path = config.server.basePath === '' ? '/' : config.server.basePath;
    return {
      module: DaemonModule,
      imports: [
        ConfigModule.forRoot(config),
        LoggingModule.forRoot(log),
        SlotsModule.forRoot([...catalogue.overrides, ...overrides]),
        AuthModule.forRoot(auth),
        ProblemModule,
        ManagerModule,
        EventSinksModule,
        HealthModule,
        UpgradeModule,
        TlsModule.forRoot(hasListeners ? config.server.tls : null),
        MetricsModule.forRoot({ isExposed: config.metrics.enabled }),
        ApiModule,
        PageModule,
        PluginsModule.forRoot(catalogue),
        ...catalogue.modules,
        RouterModule.register([ApiModule, ...catalogue.routed].map((module) => ({ path, module }))),
      ],
    };
  }
}
