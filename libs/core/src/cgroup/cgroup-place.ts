/** Where in the hierarchy of cgroup v2 a process is. */
import { basename, dirname, join, posix } from 'node:path';

/** The leaf that a daemon puts itself into, or is put into (`DelegateSubgroup=daemon`), so that what lies beside it may have controllers. */
export const DAEMON_LEAF = 'daemon';

export interface CgroupMount {
  readonly mountPoint: string;
  /** The part of the hierarchy that is mounted there. */
  readonly root: string;
  readonly readOnly: boolean;
}

/** Mounts of cgroup v2 in a proc_pid_mountinfo(5); on hybrid systems the one beside those of version 1. */
export function parseCgroupMounts(mountinfo: string): readonly CgroupMount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [type] = after.split(' ');
    const [, , , root, mountPoint, options] = before.split(' ');
    if (type !== 'cgroup2' || root === undefined || mountPoint === undefined) return [];
    const isReadOnly = [options, after.split(' ')[2]].some((some) => some?.split(',').includes('ro') === true);
    return [{ root: unescaped(root), mountPoint: unescaped(mountPoint), readOnly: isReadOnly }];
  });
}

/** Spaces and the like are written as `\040`. */
function unescaped(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** The path in the hierarchy of version 2 that a proc_pid_cgroup(5) tells; `null` when it is in none. */
export function parseOwnCgroup(cgroup: string): string | null {
  const line = cgroup.split('\n').find((candidate) => candidate.startsWith('0::'));
  // A process outside of the namespace that looks is shown by a path that leads out of it.
  return line === undefined || line.startsWith('0::/..') ? null : line.slice('0::'.length).replace(/ \(deleted\)$/, '');
}

/** The directory of a cgroup under a mount; `null` when that part of the hierarchy is not mounted there. */
export function directoryOf(path: string, { root, mountPoint }: CgroupMount): string | null {
  if (root === '/') return join(mountPoint, path);
  const inside = posix.relative(root, path);
  return inside === '..' || inside.startsWith('../') ? null : join(mountPoint, inside);
}

/** Where a daemon that lives in `own` keeps the cgroups of its processes. `tree` is a name for that daemon alone. */
export function treeDirectory(own: string, tree: string): string {
  if (basename(own) !== DAEMON_LEAF) return join(own, tree);
  const parent = dirname(own);
  return basename(parent) === tree ? parent : join(parent, tree);
}
