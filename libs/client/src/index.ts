export { createClient, type Client } from './client.js';
export type { EventMessage, EventOptions } from './event-requests.js';
export type { FollowedLine, LogFollowOptions, LogOptions } from './log-requests.js';
export type { ClientOptions, ClientTlsOptions } from './options.js';
export type { ProcessSpecInput } from './process-requests.js';
export { isForeignAnswer } from './problem-error.js';
export type { FollowOptions } from './streams/follow.js';
export type { ProcessSelector, UsageOptions, WaitOptions } from './selector.js';
export { ProvisrError, type ErrorCode } from '#core/errors';
export type {
  ChangeResultDto,
  CronjobChangeDto,
  CronjobStatusDto,
  CronjobTriggerDto,
  CronRunDto,
  EventDto,
  EventGapDto,
  GroupListItemDto,
  GroupStatusDto,
  HealthReportDto,
  LogLineDto,
  LogLinesDto,
  MutationResultDto,
  OkDto,
  PluginStatusDto,
  ProcessSpecDto,
  StatusDto,
  UnregisterResultDto,
} from '#contract';
