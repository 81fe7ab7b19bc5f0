export { type CronRun, fromCronRun } from './cron-run.js';
export { type CronListener, CronScheduler } from './cron-scheduler.js';
export { ScheduleModule } from './schedule.module.js';
