/**
 * Levels and areas of the daemon's own log. This file imports nothing, so that a thin client may load it alone.
 */

/** From the fewest lines to the most; `silent` = none at all. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What each area of the daemon's own log tells. A line names its area in `context`. */
export const LOG_AREAS = {
  api: 'requests and streams that failed unexpectedly',
  audit: 'who changed what, and who was refused',
  auth: 'plugins that tell who makes a request',
  config: 'what is odd about the configuration',
  cron: 'runs of cronjobs that failed or were skipped',
  daemon: 'boot, stop, reload and upgrade as a whole',
  events: 'receivers of events that fail',
  history: 'events that cannot be kept on disk',
  http: 'every request (at debug)',
  logs: 'log sinks that cannot deliver',
  metrics: 'series that cannot be measured',
  plugins: 'plugins that fail, or are left out',
  process: 'what happens to processes and which policy decided it',
  reload: 'what a reload left as it was',
  server: 'listeners',
  supervision: 'what supervision could not do',
  tls: 'certificates: generated, renewed, taken over',
  other: 'everything else: the framework',
} as const;
export type LogArea = keyof typeof LOG_AREAS;

/** Whether it is one of the areas. */
export function isLogArea(text: string): text is LogArea {
  return Object.hasOwn(LOG_AREAS, text);
}
