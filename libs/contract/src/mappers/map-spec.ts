import { join } from 'node:path';
import { DEFAULT_RESTART_STRATEGY, isProvisrError, parseCommand, type ProcessSpec } from '#core';
import type { FieldProblem } from '../api/problem.dto.js';
import type { DetectorDto } from '../config/detector.dto.js';
import type { ProcessSpecDto } from '../config/process-spec.dto.js';
import { parseDuration, type WireDuration } from '../duration.js';
import { detectorSpec, locateDetectors } from './detectors.mapper.js';
import { childEnvironment } from './environment.js';
import type { Wire } from '../validation/read-wire.js';
import { nearest } from '../validation/unknown-key.js';
import { cgroupOf, limitsOf } from './limits.mapper.js';
import { resolveLog, toLogSpec } from './log.mapper.js';
import { PathReader } from './paths.js';
import { specDocument } from './spec-document.js';
import type { SpecContext } from './spec-context.js';

/** A spec, and what is wrong with it; use the spec only when there are no problems. */
export interface MappedSpec {
  readonly spec: ProcessSpec;
  readonly problems: readonly FieldProblem[];
}

/** Maps a checked wire spec and reports everything that only the whole shows. Pure: the same input gives the same spec. */
export function mapSpec(dto: Wire<ProcessSpecDto>, context: SpecContext): MappedSpec {
  const problems: FieldProblem[] = [];
  const paths = new PathReader(context.paths, problems);
  const located = { ...locate(dto, paths), ...locatedDetectors(dto, context, paths, problems) };
  refuseUnknownStrategy(dto, context, problems);
  const spec: ProcessSpec = {
    name: dto.name,
    argv: argvOf(dto, problems),
    ...surroundings(located, context),
    pidFile: located.pid_file ?? join(context.pidDir, `${dto.name}.pid`),
    priority: dto.priority ?? 0,
    instances: dto.instances ?? 1,
    detached: dto.detached ?? false,
    required: dto.required ?? false,
    ...startPolicy(dto),
    ...restartPolicy(dto),
    detectors: (located.detectors ?? []).map(detectorSpec),
    document: specDocument(located),
  };
  return { spec, problems };
}

/** The same wire spec with absolute paths. */
function locate(dto: Wire<ProcessSpecDto>, paths: PathReader): Wire<ProcessSpecDto> {
  const files = (['work_dir', 'pid_file', 'stdin'] as const).map((key) => [key, paths.read(dto[key], `/${key}`) ?? undefined]);
  const log = dto.log === undefined || dto.log === null ? undefined : resolveLog(dto.log, paths, '/log');
  return { ...dto, ...Object.fromEntries(files), ...(log && { log }) };
}

function locatedDetectors(
  { detectors }: Wire<ProcessSpecDto>,
  { detectorTypes }: SpecContext,
  paths: PathReader,
  problems: FieldProblem[],
): { detectors?: DetectorDto[] } {
  return detectors === undefined || detectors === null ? {} : { detectors: locateDetectors(detectors, detectorTypes, paths, problems) };
}

function argvOf(dto: Wire<ProcessSpecDto>, problems: FieldProblem[]): readonly string[] {
  const given = [dto.command, dto.args].filter((value) => value !== undefined && value !== null);
  if (given.length !== 1) {
    const message = given.length === 0 ? 'needs a "command", or "args"' : 'give either "command" or "args", not both';
    problems.push({ pointer: given.length === 0 ? '' : '/args', message });
    return [];
  }
  return dto.args ?? splitCommand(dto.command ?? '', problems);
}

function splitCommand(command: string, problems: FieldProblem[]): readonly string[] {
  try {
    return parseCommand(command);
  } catch (error) {
    if (!isProvisrError(error)) throw error;
    problems.push({ pointer: '/command', message: error.message });
    return [];
  }
}

type Surroundings = Pick<
  ProcessSpec,
  | 'workDir'
  | 'env'
  | 'inheritEnv'
  | 'user'
  | 'group'
  | 'umask'
  | 'nice'
  | 'oomScoreAdj'
  | 'limits'
  | 'cgroup'
  | 'stdin'
  | 'redirectStderr'
  | 'log'
>;

function surroundings(dto: Wire<ProcessSpecDto>, context: SpecContext): Surroundings {
  const log = toLogSpec(dto.name, dto.log ?? {}, context.log);
  const isShared = log.stdoutPath !== null && log.stdoutPath === log.stderrPath;
  const redirectStderr = (dto.redirect_stderr ?? false) || isShared;
  return {
    workDir: dto.work_dir ?? null,
    env: childEnvironment(context.environment, dto.env),
    inheritEnv: context.environment.inherit,
    user: accountOf(dto.user),
    group: accountOf(dto.group),
    umask: umaskOf(dto.umask),
    nice: dto.nice ?? null,
    oomScoreAdj: dto.oom_score_adj ?? null,
    limits: limitsOf(dto.limits),
    cgroup: cgroupOf(dto),
    stdin: dto.stdin ?? null,
    redirectStderr,
    log: redirectStderr ? { ...log, stderrPath: null } : log,
  };
}

function startPolicy(
  dto: Wire<ProcessSpecDto>,
): Pick<ProcessSpec, 'startDurationMs' | 'retryCount' | 'retryIntervalMs' | 'exitCodes' | 'stopSignal' | 'stopTimeoutMs'> {
  return {
    startDurationMs: durationMs(dto.start_duration, 0),
    retryCount: dto.retry_count ?? 0,
    retryIntervalMs: durationMs(dto.retry_interval, 500),
    exitCodes: dto.exit_codes ?? [0],
    stopSignal: (dto.stop_signal ?? 'SIGTERM') as NodeJS.Signals,
    stopTimeoutMs: durationMs(dto.stop_timeout, 10_000),
  };
}

type RestartPolicy = Pick<
  ProcessSpec,
  'autoRestart' | 'restartIntervalMs' | 'restartStrategy' | 'restartBackoff' | 'restartMaxIntervalMs' | 'restartResetMs' | 'maxRestarts'
>;

function restartPolicy(dto: Wire<ProcessSpecDto>): RestartPolicy {
  const intervalMs = durationMs(dto.restart_interval, 1000);
  return {
    autoRestart: dto.auto_restart === 'on-failure' ? 'on-failure' : dto.auto_restart === true ? 'always' : 'never',
    restartIntervalMs: intervalMs,
    restartStrategy: dto.restart_strategy ?? DEFAULT_RESTART_STRATEGY,
    restartBackoff: dto.restart_backoff ?? 2,
    restartMaxIntervalMs: Math.max(intervalMs, durationMs(dto.restart_max_interval, 60_000)),
    restartResetMs: durationMs(dto.restart_reset, 10_000),
    maxRestarts: dto.max_restarts ?? 0,
  };
}

function refuseUnknownStrategy({ restart_strategy: name }: Wire<ProcessSpecDto>, context: SpecContext, problems: FieldProblem[]): void {
  const { restartStrategies: known } = context;
  if (known === undefined || name === undefined || name === null || known.includes(name)) return;
  const meant = nearest(name, known);
  problems.push({
    pointer: '/restart_strategy',
    message: `there is no restart strategy "${name}"; known: ${known.join(', ')}`,
    ...(meant === undefined ? {} : { suggestion: `did you mean "${meant}"?` }),
  });
}

function accountOf(account: string | number | undefined | null): string | null {
  return account === undefined || account === null ? null : String(account);
}

function umaskOf(umask: string | undefined | null): number | null {
  return umask === undefined || umask === null ? null : Number.parseInt(umask.replace('0o', ''), 8);
}

function durationMs(value: WireDuration | undefined | null, fallbackMs: number): number {
  return value === undefined || value === null ? fallbackMs : (parseDuration(value) ?? fallbackMs);
}
