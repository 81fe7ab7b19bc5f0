import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Exit } from '../process/exit.js';
import { ChildProcessSpawner } from './child-process-spawner.js';
import { inheritedDescriptors } from './inherited-descriptors.js';
import type { SpawnRequest } from './spawner.js';

const isRoot = process.getuid?.() === 0;

describe('ChildProcessSpawner', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'provisr-spawn-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** Runs to the end and returns what it printed. */
  async function run(argv: string[], more: Partial<SpawnRequest> = {}): Promise<{ out: string; exit: Exit; pid: number }> {
    const nullFd = openSync('/dev/null', 'r');
    const file = join(dir, 'out');
    const outFd = openSync(file, 'a');
    try {
      const request: SpawnRequest = {
        argv,
        inheritedEnv: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
        env: {},
        workDir: null,
        stdio: [nullFd, outFd, outFd],
        user: null,
        group: null,
        umask: null,
        nice: null,
        limits: {},
        ...more,
      };
      const child = await new ChildProcessSpawner().spawn(request);
      const exit = await new Promise<Exit>((resolve) => child.onExit(resolve));
      return { out: readFileSync(file, 'utf8'), exit, pid: child.pid };
    } finally {
      closeSync(nullFd);
      closeSync(outFd);
    }
  }

  it('leads a session and a group of its own', async () => {
    const { out, pid } = await run(['/bin/sh', '-c', 'cut -d" " -f5,6 /proc/$$/stat']);
    expect(out.trim()).toBe(`${pid} ${pid}`);
  });

  it('has default signal dispositions, an empty mask and no descriptors but 0, 1, 2', async () => {
    const { out } = await run(['/bin/sh', '-c', 'grep -E "^Sig(Blk|Ign):" /proc/self/status; ls /proc/self/fd']);
    const [blocked, ignored, ...fds] = out.trim().split('\n');
    expect(blocked).toMatch(/SigBlk:\s0+$/);
    expect(ignored).toMatch(/SigIgn:\s0+$/);
    const leakedByTheStarterOfThisTest = inheritedDescriptors().map(({ fd }) => String(fd));
    expect(fds.filter((fd) => !leakedByTheStarterOfThisTest.includes(fd))).toEqual(['0', '1', '2', '3']); // 3 is ls reading the directory
  });

  it('dies of SIGPIPE like any program', async () => {
    const { exit } = await run(['/bin/sh', '-c', 'kill -PIPE $$']);
    expect(exit).toEqual({ code: null, signal: 'SIGPIPE', error: null });
  });

  it('reports exit codes exactly', async () => {
    expect((await run(['/bin/sh', '-c', 'exit 37'])).exit).toEqual({ code: 37, signal: null, error: null });
  });

  it("looks the program up on the child's PATH", async () => {
    const tool = join(dir, 'only-here');
    writeFileSync(tool, '#!/bin/sh\necho found "$@"\n', { mode: 0o755 });
    expect((await run(['only-here', 'x'], { env: { PATH: dir } })).out).toBe('found x\n');
    await expect(run(['only-here'])).rejects.toThrow(/cannot execute "only-here": not found on the process's PATH/);
  });

  it.each([
    [['/no/such/program'], {}, 'no such file', 'ENOENT'],
    [['/etc/passwd'], {}, 'not executable', 'EACCES'],
    [['/tmp'], {}, 'EISDIR', 'EISDIR'],
    [['true'], { workDir: '/no/such/dir' }, 'work_dir /no/such/dir cannot be entered', 'ENOENT'],
    [['true'], { workDir: '/etc/passwd' }, 'ENOTDIR', 'ENOTDIR'],
  ])('refuses %j %j naming the place', async (argv, more, message, errno) => {
    const failed = run(argv, more);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toMatchObject({ code: 'PROVISR_SPAWN_FAILED', details: { errno } });
  });

  it('sets umask, niceness and limits in the same PID', async () => {
    const { out, pid } = await run(['/bin/sh', '-c', 'echo $$; umask; nice; ulimit -n'], {
      umask: 0o027,
      nice: 5,
      limits: { nofile: 100 },
    });
    expect(out.trim().split('\n')).toEqual([String(pid), '0027', '5', '100']);
  });

  it.runIf(isRoot)('becomes another user with its supplementary groups and its HOME', async () => {
    const { out } = await run(['/bin/sh', '-c', 'id -u; id -gn; echo $HOME $USER $LOGNAME $EXTRA'], {
      user: 'daemon',
      inheritedEnv: { PATH: '/usr/bin:/bin', HOME: '/of-the-manager', USER: 'manager' },
      env: { EXTRA: 'own' },
    });
    expect(out.trim().split('\n')).toEqual(['1', 'daemon', '/usr/sbin daemon daemon own']);
  });

  it('names an unknown user', async () => {
    await expect(run(['true'], { user: 'no-such-user-here' })).rejects.toThrow('unknown user "no-such-user-here"');
  });
});
