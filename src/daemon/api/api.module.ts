import { Module } from '@nestjs/common';
import { AboutModule } from '../about/index.js';
import { ConfigurationModule } from '../configuration/index.js';
import { EventsModule } from '../events/index.js';
import { GroupsModule } from '../groups/index.js';
import { RegistrationModule } from '../registration/index.js';
import { ReloadModule } from '../reload/index.js';
import { ScheduleModule } from '../schedule/index.js';
import { StreamsModule } from '../streams/index.js';
import { UsageModule } from '../usage/index.js';
import { WhyModule } from '../why/index.js';
import { AboutController } from './about.controller.js';
import { ConfigurationController } from './configuration.controller.js';
import { ControlController } from './control.controller.js';
import { CronjobController } from './cronjob.controller.js';
import { DaemonController } from './daemon.controller.js';
import { EventController } from './event.controller.js';
import { GroupController } from './group.controller.js';
import { IdentityController } from './identity.controller.js';
import { LogController } from './log.controller.js';
import { LogLevelController } from './log-level.controller.js';
import { OpenApiController } from './openapi.controller.js';
import { PluginController } from './plugin.controller.js';
import { ProcessController } from './process.controller.js';
import { RegistrationController } from './registration.controller.js';
import { StatusController } from './status.controller.js';
import { UpgradeController } from './upgrade.controller.js';

export { treatAsOurs } from './foreign-controller.js';

/** The HTTP API. Lies under the base path, which the composition root gives it. */
@Module({
  imports: [
    AboutModule,
    ConfigurationModule,
    EventsModule,
    GroupsModule,
    RegistrationModule,
    ReloadModule,
    ScheduleModule,
    StreamsModule,
    UsageModule,
    WhyModule,
  ],
  controllers: [
    StatusController,
    ControlController,
    RegistrationController,
    GroupController,
    ProcessController,
    LogController,
    EventController,
    CronjobController,
    ConfigurationController,
    DaemonController,
    AboutController,
    IdentityController,
    LogLevelController,
    PluginController,
    UpgradeController,
    OpenApiController,
  ],
})
export class ApiModule {}
