import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule, type DaemonConfig } from '../config/index.js';
import { DaemonEventsModule } from '../events/index.js';
import { ManagerModule } from '../manager/manager.module.js';
import { type PluginCatalogue, PluginsModule } from '../plugins/index.js';
import { ScheduleModule } from '../schedule/index.js';
import { SlotsModule } from '../slots/index.js';

/** Cronjobs and what they need: no listener, no API, no processes of the configuration. */
@Module({})
export class ForegroundModule {
  static forRoot(config: DaemonConfig, plugins: PluginCatalogue): DynamicModule {
    return {
      module: ForegroundModule,
      imports: [
        ConfigModule.forRoot(config),
        SlotsModule.forRoot(plugins.overrides),
        PluginsModule.forRoot(plugins),
        DaemonEventsModule,
        ManagerModule,
        ScheduleModule,
        ...plugins.modules,
      ],
    };
  }
}
