import { Module } from '@nestjs/common';
import { ScheduleModule as NestScheduleModule } from '@nestjs/schedule';
import { CronScheduler } from './cron-scheduler.js';

/** Cronjobs: an adapter between cron and the process manager. */
@Module({ imports: [NestScheduleModule.forRoot()], providers: [CronScheduler], exports: [CronScheduler] })
export class ScheduleModule {}
