import { ProvisrError } from '../errors.js';
import type { Account } from './account.js';
import { findExecutable } from './executable.js';
import type { SpawnRequest } from './spawner.js';

/** Who a child becomes, looked up. */
export interface Credentials {
  readonly account: Account | null;
  readonly gid: number | null;
}

/** Where the utilities lie, whatever PATH the manager or the child has. */
const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** A utility by its absolute path: the links of a chain would search the PATH of the child. */
function utility(name: string, purpose: string): string {
  try {
    return findExecutable(name, { PATH: [process.env['PATH'], SYSTEM_PATH].filter(Boolean).join(':') }, null);
  } catch (error) {
    throw new ProvisrError('PROVISR_SPAWN_FAILED', `the utility ${name}, which ${purpose} needs, is not installed`, {
      hint: `install the package that has ${name}: util-linux or coreutils`,
      details: { errno: 'ENOENT', path: name },
      cause: error,
    });
  }
}

function limitArguments(limits: SpawnRequest['limits']): string[] {
  return Object.entries(limits).map(([name, value]) => `--${name}=${value}`);
}

/** setpriv(1): unlike setuid in the child alone this keeps the supplementary groups of the account. */
function credentialArguments({ account, gid }: Credentials): string[] {
  if (account) return [`--reuid=${account.uid}`, `--regid=${gid ?? account.gid}`, '--init-groups'];
  return gid === null ? [] : [`--regid=${gid}`, '--keep-groups'];
}

/** The child moves itself: moved by the manager, what it forks before that would stay outside (ADR 0014). */
function enterCgroup(dir: string): readonly string[] {
  return ['/bin/sh', '-c', 'echo 0 >"$1/cgroup.procs" && shift && exec "$@"', 'provisr', dir];
}

/** Lowering it takes CAP_SYS_RESOURCE; the program is not executed when it may not. */
function setOomScore(adjustment: number): readonly string[] {
  return ['/bin/sh', '-c', 'echo "$1" >/proc/self/oom_score_adj && shift && exec "$@"', 'provisr', String(adjustment)];
}

/**
 * What a request asks for beyond posix_spawn, as programs that each execute the next in the same PID. Order matters:
 * limits and niceness may need the rights that the credentials step gives away.
 * @throws ProvisrError PROVISR_SPAWN_FAILED when a utility is missing
 */
export function execChain(request: SpawnRequest, credentials: Credentials): readonly string[] {
  const chain: string[] = request.cgroup ? [...enterCgroup(request.cgroup)] : [];
  if (typeof request.oomScoreAdj === 'number') chain.push(...setOomScore(request.oomScoreAdj));
  if (request.umask !== null) chain.push('/bin/sh', '-c', `umask ${request.umask.toString(8).padStart(4, '0')} && exec "$@"`, 'provisr');
  if (Object.keys(request.limits).length > 0) chain.push(utility('prlimit', 'limits'), ...limitArguments(request.limits));
  if (request.nice !== null) chain.push(utility('nice', 'nice'), '-n', String(request.nice));
  const become = credentialArguments(credentials);
  if (become.length > 0) chain.push(utility('setpriv', 'user or group'), ...become, '--');
  return chain;
}

/** What login(1) would set for the account; the spec's own values win. */
export function accountEnvironment(account: Account | null): Record<string, string> {
  return account ? { HOME: account.home, USER: account.name, LOGNAME: account.name, SHELL: account.shell } : {};
}
