import { Module } from '@nestjs/common';
import { ScheduleModule } from '../schedule/schedule.module.js';
import { ReloadService } from './reload.service.js';

/** Reconciliation with the configuration on disk. */
@Module({ imports: [ScheduleModule], providers: [ReloadService], exports: [ReloadService] })
export class ReloadModule {}
