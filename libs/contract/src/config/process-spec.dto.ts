import { ArrayMinSize, IsArray, IsBoolean, IsIn, IsInt, IsNotEmpty, IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';
import type { WireDuration } from '../duration.js';
import { Key } from '../schema/key.js';
import { Table } from '../validation/nested.js';
import type { EnvBlock } from '../validation/env-block.js';
import { Verbatim } from '../validation/free-form.js';
import { IsAccount, IsDuration, IsEnvBlock, IsProgramName, IsUmask } from '../validation/wire-validators.js';
import { type DetectorDto, IsDetectorList } from './detector.dto.js';
import { IsLimits } from './limits.js';
import { LogDto } from './log.dto.js';
import { STOP_SIGNALS } from './stop-signals.js';

/** A supervised process. */
export class ProcessSpecDto {
  @Key('Unique name: letters, digits, ".", "_" and "-". With several instances they are called `<name>-1` … `<name>-N`.', {
    examples: ['web'],
  })
  @IsProgramName()
  name!: string;

  @Key('Command line. With shell metacharacters it runs under `/bin/sh -c`, else it is split with POSIX quoting and executed directly.', {
    examples: ['python app.py', "sh -c 'while true; do date; sleep 1; done'"],
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  command?: string;

  @Key('The program and its arguments, one string each; no shell. Use either this or `command`.', { examples: [['node', 'server.mjs']] })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @IsString({ each: true })
  args?: string[];

  @Key('Working directory. Default: that of the daemon.', { was: ['workdir'] })
  @IsOptional()
  @IsString()
  work_dir?: string;

  @Key('Environment variables, as a list of "NAME=value" or a table. `${NAME}` is replaced, `$$` is a literal `$`.', {
    examples: [['PORT=8081'], { PORT: '8081' }],
  })
  @IsOptional()
  @IsEnvBlock()
  @Verbatim()
  env?: EnvBlock;

  @Key('Run as this user (name or number). Only root may change users.')
  @IsOptional()
  @IsAccount()
  user?: string | number;

  @Key('Run with this group (name or number). Default: the primary group of `user`.')
  @IsOptional()
  @IsAccount()
  group?: string | number;

  @Key('File mode creation mask as an octal string. Default: inherited.', { examples: ['022'] })
  @IsOptional()
  @IsUmask()
  umask?: string;

  @Key('Niceness, -20 (most favoured) to 19. Default: inherited.')
  @IsOptional()
  @IsInt()
  @Min(-20)
  @Max(19)
  nice?: number;

  @Key('Whom the kernel ends first when memory runs out: -1000 (never) to 1000; lowering it takes rights. Default: inherited.')
  @IsOptional()
  @IsInt()
  @Min(-1000)
  @Max(1000)
  oom_score_adj?: number;

  @Key(
    'Resource limits by their prlimit(1) names, e.g. `nofile`; a number, a size such as "512MiB", or "unlimited". For the process together with ' +
      'all it has started: `memory` as a size, and `cpu` as a share such as "150%", 100% being one processor; a whole number there is ' +
      'seconds of processor time, as for prlimit(1).',
    { examples: [{ nofile: 4096 }, { memory: '512MiB', cpu: '150%' }] },
  )
  @IsOptional()
  @IsLimits()
  @Verbatim()
  limits?: Record<string, number | string>;

  @Key(
    'Runs in a cgroup of its own, which holds whatever it starts, however that detaches itself. Implied by `limits.memory` and a share in ' +
      '`limits.cpu`. Needs a writable cgroup v2 hierarchy; where there is none the process runs without, and its status says so.',
    { default: false },
  )
  @IsOptional()
  @IsBoolean()
  cgroup?: boolean;

  @Key('File opened for reading as standard input. Default: /dev/null.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  stdin?: string;

  @Key('Standard error goes where standard output goes.', { default: false })
  @IsOptional()
  @IsBoolean()
  redirect_stderr?: boolean;

  @Key('Exit codes that are not failures.', { default: [0] })
  @IsOptional()
  @IsArray()
  @IsInt({ each: true })
  @Min(0, { each: true })
  @Max(255, { each: true })
  exit_codes?: number[];

  @Key('Signal that asks the process group to end.', { default: 'SIGTERM' })
  @IsOptional()
  @IsIn(STOP_SIGNALS)
  stop_signal?: string;

  @Key('Time between `stop_signal` and SIGKILL to the whole group.', { default: '10s' })
  @IsOptional()
  @IsDuration()
  stop_timeout?: WireDuration;

  @Key('Further attempts of one start after the first has failed.', { default: 0, was: ['retries'] })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  retry_count?: number;

  @Key('Wait between these attempts.', { default: '500ms' })
  @IsOptional()
  @IsDuration()
  retry_interval?: WireDuration;

  @Key('The process counts as started when it has been alive this long.', { default: '0s', was: ['startsecs'] })
  @IsOptional()
  @IsDuration()
  start_duration?: WireDuration;

  @Key('Where its output goes. Keys that are absent come from the global `[log]`.')
  @IsOptional()
  @Table(() => LogDto)
  log?: LogDto;

  @Key('File that holds the PID. Default: `<pid_dir>/<name>.pid`.', { was: ['pidfile'] })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  pid_file?: string;

  @Key('Lower ones start first and stop last.', { default: 0 })
  @IsOptional()
  @IsInt()
  @Min(-1_000_000)
  @Max(1_000_000)
  priority?: number;

  @Key('How many copies run, 1 to 1000; each has its own PID file and log files.', { default: 1 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1000)
  instances?: number;

  @Key('Left running when the daemon shuts down, and adopted by the next one.', { default: false })
  @IsOptional()
  @IsBoolean()
  detached?: boolean;

  @Key('The daemon says that it is not ready (`/health/ready`) while one of its instances does not run.', { default: false })
  @IsOptional()
  @IsBoolean()
  required?: boolean;

  @Key('Whether it is started again when it ends: never, always, or only after a failure.', { default: false, was: ['autorestart'] })
  @IsOptional()
  @IsIn([true, false, 'on-failure'])
  auto_restart?: boolean | 'on-failure';

  @Key('Wait before the first restart in a row; "0s" = at once.', { default: '1s' })
  @IsOptional()
  @IsDuration()
  restart_interval?: WireDuration;

  @Key('What reckons the waits between restarts in a row: `exponential`, or one that a plugin brings.', { default: 'exponential' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  restart_strategy?: string;

  @Key('Each further wait in a row is this many times longer. 1 = always the same.', { default: 2 })
  @IsOptional()
  @IsNumber()
  @Min(1)
  @Max(100)
  restart_backoff?: number;

  @Key('Longest wait before a restart.', { default: '1m0s' })
  @IsOptional()
  @IsDuration()
  restart_max_interval?: WireDuration;

  @Key('A run longer than this ends the row, so that the next wait is `restart_interval` again.', { default: '10s' })
  @IsOptional()
  @IsDuration()
  restart_reset?: WireDuration;

  @Key('Restarts in a row before it is given up as `failed`. 0 = never.', { default: 0 })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1_000_000_000)
  max_restarts?: number;

  @Key(
    'What tells whether it is alive once the process that was started has ended, for programs that daemonise: `pid`, `pidfile`, `command`, `tcp`, `http`, ' +
      'or those of plugins. Alive while one says so.',
    {
      default: [],
    },
  )
  @IsOptional()
  @IsDetectorList()
  @Verbatim()
  detectors?: DetectorDto[];
}
