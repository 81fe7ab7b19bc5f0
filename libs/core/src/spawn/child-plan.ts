import { statSync } from 'node:fs';
import { getSystemErrorMap } from 'node:util';
import { errnoOf, ProvisrError } from '../errors.js';
import { type Account, lookUpGroup, lookUpUser } from './account.js';
import { accountEnvironment, type Credentials, execChain } from './exec-chain.js';
import { findExecutable } from './executable.js';
import type { SpawnRequest } from './spawner.js';

/** A request taken apart into what posix_spawn(3) and uv_spawn() ask for. */
export interface ChildPlan {
  /** Absolute path of what is executed first: the program, or the first link of its chain. */
  readonly file: string;
  readonly argv: readonly string[];
  /** Complete. */
  readonly env: Readonly<Record<string, string>>;
  readonly workDir: string | null;
  readonly stdio: readonly [number, number, number];
}

/**
 * What every spawner does before it makes a process, so that they all refuse the same for the same reason.
 * @throws ProvisrError PROVISR_SPAWN_FAILED naming the place, PROVISR_SPEC_INVALID for what execve(2) has no way to pass on
 */
export async function planChild(request: SpawnRequest): Promise<ChildPlan> {
  const { workDir, stdio } = request;
  if (workDir !== null) requireDirectory(workDir);
  const credentials = await resolveCredentials(request);
  const env = { ...request.inheritedEnv, ...accountEnvironment(credentials.account), ...request.env };
  requireNoNul(request.argv, env);
  const program = findExecutable(request.argv[0]!, env, workDir);
  const chain = execChain(request, credentials);
  // Through a chain the last link would look the name up itself, with the chain's rights: hand it the answer.
  if (chain.length > 0) return { file: chain[0]!, argv: [...chain, program, ...request.argv.slice(1)], env, workDir, stdio };
  return { file: program, argv: request.argv, env, workDir, stdio };
}

/** The error of a spawner whose system call was refused. `errno`: its name, e.g. `E2BIG`. */
export function spawnRefused({ argv, file }: ChildPlan, errno: string, cause?: unknown): ProvisrError {
  const text = [...getSystemErrorMap().values()].find(([code]) => code === errno)?.[1];
  return new ProvisrError('PROVISR_SPAWN_FAILED', `cannot start "${argv[0]}": ${errno}${text === undefined ? '' : ` (${text})`}`, {
    cause,
    details: { errno, path: file },
  });
}

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

function requireNoNul(argv: readonly string[], env: Readonly<Record<string, string>>): void {
  const argument = argv.findIndex((text) => text.includes('\0'));
  const variable = Object.keys(env).find((name) => name.includes('\0') || env[name]!.includes('\0'));
  if (argument < 0 && variable === undefined) return;
  const place = argument < 0 ? `the environment variable ${JSON.stringify(variable)}` : `argument ${argument} of "${argv[0]}"`;
  throw new ProvisrError('PROVISR_SPEC_INVALID', `${place} contains a NUL byte`);
}

async function resolveCredentials(request: SpawnRequest): Promise<Credentials> {
  const account: Account | null = request.user === null ? null : await lookUpUser(request.user);
  return { account, gid: request.group === null ? null : await lookUpGroup(request.group) };
}
