import { Module } from '@nestjs/common';
import { EventsModule } from '../events/index.js';
import { ScheduleModule } from '../schedule/index.js';
import { Recall } from './recall.js';
import { WhyService } from './why.service.js';

/** Why processes are as they are. */
@Module({ imports: [EventsModule, ScheduleModule], providers: [Recall, WhyService], exports: [WhyService] })
export class WhyModule {}
