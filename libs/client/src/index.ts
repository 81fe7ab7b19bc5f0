export { createClient, type Client } from './client.js';
export type { EventMessage } from './event-requests.js';
export type { LogOptions } from './log-requests.js';
export type { ClientOptions, ClientTlsOptions } from './options.js';
export type { ProcessSpecInput } from './process-requests.js';
export { isForeignAnswer } from './problem-error.js';
export type { ProcessSelector, WaitOptions } from './selector.js';
export { ProvisrError, type ErrorCode } from '#core/errors';
export type {
  ChangeResultDto,
  CronjobChangeDto,
  CronjobStatusDto,
  CronjobTriggerDto,
  CronRunDto,
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
export type { ProcessEvent } from '#core';
