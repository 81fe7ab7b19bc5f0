/** What a child of any spawner finds, and how its end is told. */
import { deepEqual, equal, match } from 'node:assert/strict';
import { mkdirSync, openSync, closeSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Exit, inheritedDescriptors } from '#core';
import { type ConformanceCase, plainRequest, type Trial } from './trial.js';

export const childCases: readonly ConformanceCase[] = [
  {
    name: 'leads a session and a group of its own',
    check: async ({ run }) => {
      const { out, pid } = await run(['/bin/sh', '-c', 'cut -d" " -f5,6 /proc/$$/stat']);
      equal(out.trim(), `${pid} ${pid}`);
    },
  },
  {
    name: 'has default signal dispositions, an empty mask and no descriptors but 0, 1, 2',
    check: async ({ run }) => {
      const { out } = await run(['/bin/sh', '-c', 'grep -E "^Sig(Blk|Ign):" /proc/self/status; ls /proc/self/fd']);
      const [blocked = '', ignored = '', ...fds] = out.trim().split('\n');
      match(blocked, /SigBlk:\s0+$/);
      match(ignored, /SigIgn:\s0+$/);
      const leakedByTheStarter = inheritedDescriptors().map(({ fd }) => String(fd));
      const own = fds.filter((fd) => !leakedByTheStarter.includes(fd));
      deepEqual(own.slice(0, 3), ['0', '1', '2']);
      equal(own.length, 4); // the last one is ls reading the directory
    },
  },
  {
    name: 'dies of SIGPIPE like any program',
    check: async ({ run }) =>
      deepEqual((await run(['/bin/sh', '-c', 'kill -PIPE $$'])).exit, { code: null, signal: 'SIGPIPE', error: null }),
  },
  {
    name: 'reports exit codes exactly',
    check: async ({ run }) => {
      for (const code of [0, 1, 37, 255])
        deepEqual((await run(['/bin/sh', '-c', `exit ${code}`])).exit, { code, signal: null, error: null });
    },
  },
  {
    name: 'tells its end to a listener that comes after it',
    check: async (trial) => {
      const child = await trial.spawner.spawn(plainRequest(['true'], [0, 1, 2]));
      await new Promise<void>((resolve) => child.onExit(() => resolve()));
      deepEqual(await new Promise<Exit>((resolve) => child.onExit(resolve)), { code: 0, signal: null, error: null });
    },
  },
  {
    name: 'keeps the ends of many apart',
    check: async ({ spawner }) => {
      const codes = Array.from({ length: 40 }, (_, index) => index);
      const children = await Promise.all(codes.map((code) => spawner.spawn(plainRequest(['/bin/sh', '-c', `exit ${code}`], [0, 1, 2]))));
      const exits = await Promise.all(children.map((child) => new Promise<Exit>((resolve) => child.onExit(resolve))));
      deepEqual(
        exits.map((exit) => exit.code),
        codes,
      );
      equal(new Set(children.map((child) => child.pid)).size, codes.length);
    },
  },
  {
    name: "looks the program up on the child's PATH, and keeps the name it was called by",
    check: async ({ run, directory }) => {
      writeFileSync(join(directory, 'only-here'), '#!/bin/sh\necho found "$@"\n', { mode: 0o755 });
      equal((await run(['only-here', 'x'], { env: { PATH: directory } })).out, 'found x\n');
      match((await run(['sh', '-c', 'cat /proc/$$/cmdline'])).out, /^sh\0/);
    },
  },
  {
    name: 'runs a script without a first line that names its interpreter by sh, as execvp(3) does',
    check: async ({ run, directory }) => {
      writeFileSync(join(directory, 'bare'), 'echo bare "$1"\n', { mode: 0o755 });
      equal((await run([join(directory, 'bare'), 'one two'])).out, 'bare one two\n');
    },
  },
  { name: 'enters its work_dir, from which a relative program is found', check: entersWorkDir },
  { name: 'passes on arguments and variables as they are', check: passesOn },
  { name: 'connects descriptors in any order', check: connectsInAnyOrder },
  {
    name: 'takes its own 0, 1 and 2 as sources, also crosswise',
    check: async ({ spawner }) => {
      const same = ([0, 1, 2] as const).map((fd) => descriptorOf(fd));
      const script = `for fd in 0 1 2; do shift; test "$(readlink /proc/$$/fd/$((($fd + 1) % 3)))" = "$1" || exit $((fd + 5)); done`;
      const child = await spawner.spawn(plainRequest(['/bin/sh', '-c', script, 'sh', 'x', ...same], [2, 0, 1]));
      deepEqual(await new Promise<Exit>((resolve) => child.onExit(resolve)), { code: 0, signal: null, error: null });
    },
  },
  {
    name: 'sets umask, niceness, OOM score and limits in the same PID',
    check: async ({ run }) => {
      const script = 'echo $$; umask; nice; ulimit -n; cat /proc/$$/oom_score_adj';
      const { out, pid } = await run(['/bin/sh', '-c', script], {
        umask: 0o027,
        nice: 5,
        oomScoreAdj: 700,
        limits: { nofile: 100 },
      });
      deepEqual(out.trim().split('\n'), [String(pid), '0027', '5', '100', '700']);
    },
  },
  {
    name: 'finds the utilities of its chain whatever PATH the child has',
    check: async ({ run }) => {
      const { out } = await run(['/bin/sh', '-c', 'echo $PATH; umask'], { umask: 0o077, nice: 1, env: { PATH: '/nowhere' } });
      equal(out, '/nowhere\n0077\n');
    },
  },
  {
    name: 'becomes another user with its supplementary groups and its HOME',
    needsRoot: true,
    check: async ({ run }) => {
      const { out } = await run(['/bin/sh', '-c', 'id -u; id -gn; echo $HOME $USER $LOGNAME $EXTRA'], {
        user: 'daemon',
        inheritedEnv: { PATH: '/usr/bin:/bin', HOME: '/of-the-manager', USER: 'manager' },
        env: { EXTRA: 'own' },
      });
      deepEqual(out.trim().split('\n'), ['1', 'daemon', '/usr/sbin daemon daemon own']);
    },
  },
];

function descriptorOf(fd: number): string {
  return readlinkSync(`/proc/self/fd/${fd}`);
}

async function entersWorkDir({ run, directory }: Trial): Promise<void> {
  const inside = join(directory, 'with space');
  mkdirSync(inside);
  writeFileSync(join(inside, 'here.sh'), '#!/bin/sh\npwd\n', { mode: 0o755 });
  equal((await run(['./here.sh'], { workDir: inside })).out, `${inside}\n`);
}

async function passesOn({ run }: Trial): Promise<void> {
  const text = 'a  b "c" \'d\' $e \\ ünï-✓ \n';
  const { out } = await run(['/bin/sh', '-c', 'printf %s "$1"; printf %s "$VALUE"', 'sh', text], {
    env: { VALUE: text, EMPTY: '' },
  });
  equal(out, text + text);
}

async function connectsInAnyOrder({ spawner, directory }: Trial): Promise<void> {
  const [first, second] = [join(directory, 'first'), join(directory, 'second')];
  const fds = [openSync(first, 'w'), openSync(second, 'w')] as const;
  try {
    const child = await spawner.spawn(plainRequest(['/bin/sh', '-c', 'echo out; echo err >&2'], [0, fds[1], fds[0]]));
    await new Promise<void>((resolve) => child.onExit(() => resolve()));
    deepEqual([readFileSync(first, 'utf8'), readFileSync(second, 'utf8')], ['err\n', 'out\n']);
  } finally {
    for (const fd of fds) closeSync(fd);
  }
}
