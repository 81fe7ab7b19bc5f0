import type { RouteName } from '../routes.js';
import type { ProcessSpecDto } from '../config/process-spec.dto.js';
import type { AboutDto } from './about.dto.js';
import type { ConfigurationDto, ReloadPreviewDto } from './configuration.dto.js';
import type { CronjobChangeDto, CronjobStatusDto, CronjobTriggerDto, CronRunDto } from './cronjob.dto.js';
import type { EventDto, EventGapDto, HistoryPageDto, LogChunkDto } from './event.dto.js';
import type { HealthReportDto } from './health.dto.js';
import type { IdentityDto } from './identity.dto.js';
import type { LogLevelsDto, LogLevelsResultDto } from './log-level.dto.js';
import type { ProcessDefinitionDto } from './process-definition.dto.js';
import type { ChangeResultDto, LogLinesDto, MutationResultDto, OkDto, PluginStatusDto, UnregisterResultDto } from './result.dto.js';
import type { WhyDto } from './why.dto.js';
import type { GroupListItemDto, GroupStatusDto, StatusDto } from './status.dto.js';
import type { UpgradeAcceptedDto, UpgradeStateDto } from './upgrade.dto.js';

/** What each endpoint answers with when it does what was asked. The client is typed by it, and the OpenAPI document made from it. */
export interface RouteAnswers {
  readonly status: OkDto | StatusDto | readonly StatusDto[];
  readonly start: MutationResultDto;
  readonly stop: MutationResultDto;
  readonly restart: MutationResultDto;
  readonly register: MutationResultDto;
  readonly update: ChangeResultDto;
  readonly unregister: UnregisterResultDto;
  readonly groupStatus: GroupStatusDto;
  readonly groupStart: MutationResultDto;
  readonly groupStop: MutationResultDto;
  readonly groupRestart: MutationResultDto;
  readonly groups: readonly GroupListItemDto[];
  readonly processes: readonly StatusDto[];
  readonly process: StatusDto;
  readonly processSpec: ProcessSpecDto;
  readonly processDefinition: ProcessDefinitionDto;
  readonly processWhy: WhyDto;
  readonly processLogs: LogLinesDto;
  readonly history: HistoryPageDto;
  readonly cronjobs: readonly CronjobStatusDto[];
  readonly cronjob: CronjobStatusDto;
  readonly cronjobTrigger: CronjobTriggerDto;
  readonly cronjobSuspend: CronjobChangeDto;
  readonly cronjobResume: CronjobChangeDto;
  /** The latest first. */
  readonly cronjobHistory: readonly CronRunDto[];
  readonly configuration: ConfigurationDto;
  readonly reload: ChangeResultDto;
  readonly reloadPreview: ReloadPreviewDto;
  readonly upgrade: UpgradeAcceptedDto;
  readonly upgradeState: UpgradeStateDto;
  readonly plugins: readonly PluginStatusDto[];
  readonly about: AboutDto;
  readonly identity: IdentityDto;
  /** An OpenAPI 3.1 document. */
  readonly openapi: Readonly<Record<string, unknown>>;
  /** What the core knows of each process; its form may change from version to version. */
  readonly debugProcesses: Readonly<Record<string, unknown>>;
  readonly logLevels: LogLevelsDto;
  readonly setLogLevel: LogLevelsResultDto;
  readonly live: HealthReportDto;
  readonly ready: HealthReportDto;
  /** Prometheus text format. */
  readonly metrics: string;
}

/** The data of one event of the endpoints that stream. */
export interface RouteEvents {
  readonly events: EventDto | EventGapDto;
  /** With `follow=true`. */
  readonly processLogs: LogChunkDto;
}

/** What an endpoint answers with; nothing where it only streams. */
export type AnswerOf<Name extends RouteName> = Name extends keyof RouteAnswers ? RouteAnswers[Name] : never;
