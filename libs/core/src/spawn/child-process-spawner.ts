import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { errnoOf, messageOf, ProvisrError } from '../errors.js';
import type { Exit } from '../process/exit.js';
import { type Account, lookUpGroup, lookUpUser } from './account.js';
import { accountEnvironment, type Credentials, execChain } from './exec-chain.js';
import { findExecutable } from './executable.js';
import type { SpawnedProcess, SpawnRequest, Spawner } from './spawner.js';

function requireDirectory(workDir: string): void {
  let problem: string | null = null;
  try {
    if (!statSync(workDir).isDirectory()) problem = 'ENOTDIR';
  } catch (error) {
    problem = errnoOf(error) ?? 'ENOENT';
  }
  if (problem)
    throw new ProvisrError('PROVISR_SPAWN_FAILED', `work_dir ${workDir} cannot be entered: ${problem}`, {
      details: { errno: problem, path: workDir },
    });
}

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

async function resolveCredentials(request: SpawnRequest): Promise<Credentials> {
  const account: Account | null = request.user === null ? null : await lookUpUser(request.user);
  return { account, gid: request.group === null ? null : await lookUpGroup(request.group) };
}

function failure(error: unknown, argv: readonly string[]): ProvisrError {
  return new ProvisrError('PROVISR_SPAWN_FAILED', `cannot start "${argv[0]}": ${messageOf(error)}`, {
    cause: error,
    details: { errno: errnoOf(error) ?? null, path: argv[0] },
  });
}

/**
 * {@link Spawner} on Node's `child_process`: works everywhere. libuv resets signal dispositions and the mask in the
 * child and marks all other descriptors close-on-exec; `detached` makes it leader of a new session (setsid(2)).
 */
export class ChildProcessSpawner implements Spawner {
  readonly kind = 'child_process';

  async spawn(request: SpawnRequest): Promise<SpawnedProcess> {
    if (request.workDir !== null) requireDirectory(request.workDir);
    const credentials = await resolveCredentials(request);
    const env = { ...request.inheritedEnv, ...accountEnvironment(credentials.account), ...request.env };
    const chain = execChain(request, credentials);
    const program = findExecutable(request.argv[0]!, env, request.workDir);
    // Through a chain the last link would look the name up itself, with the chain's rights: hand it the answer.
    const argv = chain.length > 0 ? [...chain, program, ...request.argv.slice(1)] : request.argv;
    return this.#start(argv, request, env);
  }

  #start(argv: readonly string[], request: SpawnRequest, env: Record<string, string>): Promise<SpawnedProcess> {
    const child = spawn(argv[0]!, argv.slice(1), { cwd: request.workDir ?? undefined, env, stdio: [...request.stdio], detached: true });
    if (child.pid !== undefined) return Promise.resolve(new ChildHandle(child, child.pid));
    return new Promise((_, reject) => {
      child.once('error', (error) => reject(failure(error, argv)));
    });
  }
}
