import type { ProcessOutput } from '../output/process-output.js';
import { lookUpUser } from '../spawn/account.js';
import type { SpawnedProcess, Spawner } from '../spawn/spawner.js';
import { inheritedEnvironment, ownEnvironment } from './environment.js';
import type { InstanceSpec } from './spec.js';

/** Opens the output of a process and spawns it. @throws ProvisrError PROVISR_SPAWN_FAILED, PROVISR_LOG_UNAVAILABLE or the system error */
export async function launchChild(spec: InstanceSpec, runId: string, output: ProcessOutput, spawner: Spawner): Promise<SpawnedProcess> {
  const ends = await output.open(spec.user === null ? null : (await lookUpUser(spec.user)).uid);
  try {
    return await spawner.spawn({
      argv: spec.argv,
      inheritedEnv: inheritedEnvironment(spec, process.env),
      env: ownEnvironment(spec, runId),
      workDir: spec.workDir,
      stdio: ends.stdio,
      user: spec.user,
      group: spec.group,
      umask: spec.umask,
      nice: spec.nice,
      limits: spec.limits,
    });
  } finally {
    ends.close();
  }
}
