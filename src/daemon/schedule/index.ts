export { fromCronRun } from './cron-run.js';
export { CronScheduler } from './cron-scheduler.js';
export { ScheduleModule } from './schedule.module.js';
