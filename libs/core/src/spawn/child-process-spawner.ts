import { type ChildProcess, spawn } from 'node:child_process';
import { errnoOf } from '../errors.js';
import type { Exit } from '../process/exit.js';
import { type ChildPlan, planChild, spawnRefused } from './child-plan.js';
import type { SpawnedProcess, SpawnRequest, Spawner } from './spawner.js';

/** Collects the exit for a listener that may come later than the exit itself. */
class ChildHandle implements SpawnedProcess {
  readonly pid: number;
  readonly #child: ChildProcess;
  #exit: Exit | null = null;
  #listener: ((exit: Exit) => void) | null = null;

  constructor(child: ChildProcess, pid: number) {
    this.pid = pid;
    this.#child = child;
    child.once('exit', (code, signal) => {
      this.#exit = { code, signal, error: null };
      this.#listener?.(this.#exit);
    });
  }

  onExit(listener: (exit: Exit) => void): void {
    this.#listener = listener;
    if (this.#exit) listener(this.#exit);
  }

  release(): void {
    this.#child.unref();
  }
}

/**
 * {@link Spawner} on Node's `child_process`: works everywhere. libuv resets signal dispositions and the mask in the
 * child and marks all other descriptors close-on-exec; `detached` makes it leader of a new session (setsid(2)).
 */
export class ChildProcessSpawner implements Spawner {
  readonly kind = 'child_process';

  async spawn(request: SpawnRequest): Promise<SpawnedProcess> {
    const plan = await planChild(request);
    const child = this.#start(plan);
    if (child.pid !== undefined) return new ChildHandle(child, child.pid);
    return new Promise((_, reject) => {
      child.once('error', (error) => reject(refused(error, plan)));
    });
  }

  #start(plan: ChildPlan): ChildProcess {
    const { file, argv, env, workDir, stdio } = plan;
    try {
      return spawn(file, argv.slice(1), { argv0: argv[0], cwd: workDir ?? undefined, env, stdio: [...stdio], detached: true });
    } catch (error) {
      // Node throws some refusals (E2BIG) instead of emitting them.
      throw refused(error, plan);
    }
  }
}

function refused(error: unknown, plan: ChildPlan): Error {
  return spawnRefused(plan, errnoOf(error) ?? String(error), error);
}
