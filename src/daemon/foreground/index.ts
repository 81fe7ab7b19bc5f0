export { type ForegroundCron, startForegroundCron } from './foreground-cron.js';
