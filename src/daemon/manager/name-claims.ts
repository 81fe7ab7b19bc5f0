import { type ProcessSpec, type Program, ProvisrError } from '#core';
import { Claims, sentenceOf } from '#contract';
import type { DaemonConfig } from '../config/index.js';

/**
 * Refuses a spec whose name, instance names or files belong to somebody else: two writers of one file destroy each other's content.
 * @throws ProvisrError PROVISR_PROCESS_CONFLICT
 */
export function assertUnclaimed(
  spec: ProcessSpec,
  manager: { programs(): readonly Program[] },
  config: Pick<DaemonConfig, 'server' | 'cronjobs'>,
): void {
  const claims = new Claims();
  claims.reserve(config.server.pidFile, 'the daemon');
  claims.reserve(config.server.logFile, 'the daemon');
  const isOther = (name: string): boolean => name !== spec.name;
  for (const job of config.cronjobs) claims.take(job.spec.process);
  for (const program of manager.programs()) {
    if (program.origin !== 'cron' && isOther(program.spec.name)) claims.take(program.spec);
  }
  const [problem] = claims.take(spec);
  if (problem === undefined) return;
  throw new ProvisrError('PROVISR_PROCESS_CONFLICT', sentenceOf(problem), { details: { errors: [problem] } });
}

/**
 * @throws ProvisrError PROVISR_PROCESS_PROTECTED for what the main configuration file defines
 */
export function assertChangeable(name: string, origin: string, source: string | null): void {
  if (origin !== 'config') return;
  throw new ProvisrError(
    'PROVISR_PROCESS_PROTECTED',
    `"${name}" is defined in ${source ?? 'the configuration'} and cannot be changed from outside`,
    {
      hint: 'edit that file and reload',
    },
  );
}
