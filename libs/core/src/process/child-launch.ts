import type { ProcessOutput } from '../output/process-output.js';
import { lookUpUser } from '../spawn/account.js';
import type { SpawnedProcess, Spawner } from '../spawn/spawner.js';
import { type Environment, inheritedEnvironment, ownEnvironment } from './environment.js';
import type { InstanceSpec } from './spec.js';

/** Which run a child is of. */
export interface ChildRun {
  readonly runId: string;
  /** The cgroup it is put into; `null` = that of the manager. */
  readonly cgroup: string | null;
  /** Of the manager. */
  readonly environment: Environment;
}

/** Opens the output of a process and spawns it. @throws ProvisrError PROVISR_SPAWN_FAILED, PROVISR_LOG_UNAVAILABLE or the system error */
export async function launchChild(spec: InstanceSpec, run: ChildRun, output: ProcessOutput, spawner: Spawner): Promise<SpawnedProcess> {
  const ends = await output.open(spec.user === null ? null : (await lookUpUser(spec.user)).uid);
  try {
    return await spawner.spawn({
      argv: spec.argv,
      inheritedEnv: inheritedEnvironment(spec, run.environment),
      env: ownEnvironment(spec, run.runId),
      workDir: spec.workDir,
      stdio: ends.stdio,
      user: spec.user,
      group: spec.group,
      umask: spec.umask,
      nice: spec.nice,
      oomScoreAdj: spec.oomScoreAdj,
      limits: spec.limits,
      cgroup: run.cgroup,
    });
  } finally {
    ends.close();
  }
}
