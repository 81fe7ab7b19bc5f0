import { Module } from '@nestjs/common';
import { ScheduleModule } from '../schedule/schedule.module.js';
import { RegistrationService } from './registration.service.js';

/** Definitions that come through the API, and their files in the programs directory. */
@Module({ imports: [ScheduleModule], providers: [RegistrationService], exports: [RegistrationService] })
export class RegistrationModule {}
