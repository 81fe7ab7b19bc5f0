import { describe, expect, it } from 'vitest';
import { directoryOf, parseCgroupMounts, parseOwnCgroup, treeDirectory } from './cgroup-place.js';

const PURE = '35 24 0:29 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot';
const HYBRID = [
  '29 24 0:25 / /sys/fs/cgroup ro,nosuid shared:8 - tmpfs tmpfs ro,mode=755',
  '30 29 0:26 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate',
  '31 29 0:27 / /sys/fs/cgroup/memory rw,relatime shared:10 - cgroup cgroup rw,memory',
].join('\n');
const CONTAINER = '712 711 0:29 /../../docker/4f /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw';
const BIND = '90 24 0:29 /user.slice/user\\0401000.slice /mnt/own\\040part rw - cgroup2 cgroup2 rw';

describe('where cgroup v2 is mounted', () => {
  it('is found in the pure layout, in the hybrid one, and in none', () => {
    expect(parseCgroupMounts(PURE)).toEqual([{ root: '/', mountPoint: '/sys/fs/cgroup', readOnly: false }]);
    expect(parseCgroupMounts(HYBRID)).toEqual([{ root: '/', mountPoint: '/sys/fs/cgroup/unified', readOnly: false }]);
    expect(parseCgroupMounts('')).toEqual([]);
  });

  it('tells a read-only mount, which is what containers have', () => {
    expect(parseCgroupMounts(CONTAINER)).toMatchObject([{ readOnly: true }]);
    expect(parseCgroupMounts(PURE.replace('cgroup2 cgroup2 rw', 'cgroup2 cgroup2 ro'))).toMatchObject([{ readOnly: true }]);
  });

  it('reads escaped characters', () => {
    expect(parseCgroupMounts(BIND)).toMatchObject([{ root: '/user.slice/user 1000.slice', mountPoint: '/mnt/own part' }]);
  });
});

describe('the cgroup of a process', () => {
  it('is the one of version 2', () => {
    expect(parseOwnCgroup('4:memory:/a\n0::/system.slice/provisr.service\n')).toBe('/system.slice/provisr.service');
    expect(parseOwnCgroup('0::/a/b (deleted)')).toBe('/a/b');
  });

  it('is none without version 2, and none outside of the namespace', () => {
    expect(parseOwnCgroup('4:memory:/a\n1:name=systemd:/\n')).toBeNull();
    expect(parseOwnCgroup('0::/../outside')).toBeNull();
  });

  it('lies below the mount point, as far as its part is mounted', () => {
    const [mount] = parseCgroupMounts(PURE);
    expect(directoryOf('/system.slice/x.service', mount!)).toBe('/sys/fs/cgroup/system.slice/x.service');
    const [part] = parseCgroupMounts(BIND);
    expect(directoryOf('/user.slice/user 1000.slice/app', part!)).toBe('/mnt/own part/app');
    expect(directoryOf('/system.slice', part!)).toBeNull();
  });
});

describe('the directory for the cgroups of a daemon', () => {
  it('lies in its own cgroup', () => {
    expect(treeDirectory('/sys/fs/cgroup/x.service', 'provisr-1')).toBe('/sys/fs/cgroup/x.service/provisr-1');
  });

  it('lies beside the leaf that the daemon was put into', () => {
    expect(treeDirectory('/sys/fs/cgroup/x.service/daemon', 'provisr-1')).toBe('/sys/fs/cgroup/x.service/provisr-1');
  });

  it('is the same for a daemon that was started from the leaf of the one before', () => {
    expect(treeDirectory('/sys/fs/cgroup/x.service/provisr-1/daemon', 'provisr-1')).toBe('/sys/fs/cgroup/x.service/provisr-1');
  });
});
