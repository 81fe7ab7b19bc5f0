import { ArrayMinSize, IsArray, IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { Key } from '../schema/key.js';
import { Table, TableList } from '../validation/nested.js';
import type { EnvBlock } from '../validation/env-block.js';
import { Verbatim } from '../validation/free-form.js';
import { IsEnvBlock, IsListenAddress, IsProgramName, IsSizeInMb } from '../validation/wire-validators.js';
import { DaemonLogDto } from './daemon-log.dto.js';
import { EntryDto } from './entry.dto.js';
import { EventsDto } from './events.dto.js';
import { LogDto } from './log.dto.js';
import { IsPluginList, type PluginDto } from './plugin.dto.js';
import { ServerDto } from './server.dto.js';

/** The Prometheus endpoint. */
export class MetricsDto {
  @Key('Serve /metrics.', { default: true })
  @IsOptional()
  @IsBoolean()
  enabled?: boolean;

  @Key('Serve /metrics on this address too; nothing else is served there.', { examples: ['127.0.0.1:9090'] })
  @IsOptional()
  @IsListenAddress()
  listen?: string;
}

/** What is remembered of what has happened, and of the past runs of cronjobs. */
export class HistoryDto {
  @Key('How many past runs of each cronjob are kept.', { default: 100 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000)
  max_runs?: number;

  @Key('Directory of the events that are kept, JSON lines. One daemon each. Made when missing (mode 0750).', {
    default: '<pid_dir>/history',
    examples: ['/var/lib/provisr/history'],
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  dir?: string;

  @Key(
    'How much room the events may take: a number of MiB, or a string such as "100MB". The oldest go first, an eighth at a time. 0 = they are kept in memory only.',
    { default: 16 },
  )
  @IsOptional()
  @IsSizeInMb()
  max_size_mb?: number | string;
}

/** Processes that are started, stopped and shown together. */
export class GroupDto {
  @Key('Unique name of the group.')
  @IsProgramName()
  name!: string;

  @Key('Base names of its processes.')
  @IsArray()
  @ArrayMinSize(1, { message: 'must name at least one process' })
  @IsString({ each: true })
  members!: string[];
}

/** The main configuration file. */
export class DaemonConfigDto {
  @Key('Schema that editors check this file against; ignored by the daemon.')
  @IsOptional()
  @IsString()
  $schema?: string;

  @Key('Children see the whole environment of the daemon; `false`: only PATH, HOME, USER, LANG, TZ and SHELL of it.', { default: true })
  @IsOptional()
  @IsBoolean()
  use_os_env?: boolean;

  @Key('Environment of every process, as a list of "NAME=value" or a table.')
  @IsOptional()
  @IsEnvBlock()
  @Verbatim()
  env?: EnvBlock;

  @Key('Files with NAME=value lines that every process gets; read before `env`.', { examples: [['.env']] })
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  env_files?: string[];

  @Key('Directory of the PID files.', { default: 'run' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  pid_dir?: string;

  @Key('Directory of further programs, one file each (.toml, .yaml, .yml, .json, and what plugins read). May be absent.', {
    default: 'programs',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  programs_directory?: string;

  @Key('Plugins by package name or path, relative to this file.', { default: [] })
  @IsOptional()
  @IsPluginList()
  @Verbatim()
  plugins?: (string | PluginDto)[];

  @Key('Defaults for the logs of all processes.')
  @IsOptional()
  @Table(() => LogDto)
  log?: LogDto;

  @Key('How much the daemon tells in its own log; where that goes is `[server].logfile`.')
  @IsOptional()
  @Table(() => DaemonLogDto)
  daemon_log?: DaemonLogDto;

  @Key("The HTTP API and the daemon's own files.")
  @IsOptional()
  @Table(() => ServerDto)
  server?: ServerDto;

  @Key('The Prometheus endpoint.')
  @IsOptional()
  @Table(() => MetricsDto)
  metrics?: MetricsDto;

  @Key('What is remembered of what has happened, and of past cronjob runs.')
  @IsOptional()
  @Table(() => HistoryDto)
  history?: HistoryDto;

  @Key('Who is told of events.')
  @IsOptional()
  @Table(() => EventsDto)
  events?: EventsDto;

  @Key('Processes and cronjobs defined here. They cannot be changed or removed through the API.', { default: [] })
  @IsOptional()
  @TableList(() => EntryDto)
  processes?: EntryDto[];

  @Key('Processes that are started, stopped and shown together.', { default: [] })
  @IsOptional()
  @TableList(() => GroupDto)
  groups?: GroupDto[];
}
