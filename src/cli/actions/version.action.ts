import type { CgroupState } from '#core';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { packageVersion } from '../program/package-version.js';
import { print } from '../render/print.js';
import type { Io } from '../terminal/io.js';

/** Prints the version; when verbose also what it runs on, and how a daemon would start processes here. */
export async function version(io: Io): Promise<ExitCode> {
  const answer: Readonly<Record<string, string>> = io.isVerbose
    ? { version: packageVersion(), ...surroundings(), ...(await spawning()) }
    : { version: packageVersion() };
  await print(io, answer, () =>
    Object.entries(answer)
      .map(([key, value]) => (key === 'version' ? `provisr ${value}\n` : `${key.padEnd(10)} ${value}\n`))
      .join(''),
  );
  return EXIT_OK;
}

function surroundings(): Readonly<Record<string, string>> {
  return { node: process.versions.node, platform: `${process.platform}-${process.arch}`, executable: process.execPath };
}

async function spawning(): Promise<Readonly<Record<string, string>>> {
  const [{ ChildProcessSpawner, createInspector, findCgroups, systemClock }, { chooseNative }] = await Promise.all([
    import('#core'),
    import('#native'),
  ]);
  const { ports, reason } = chooseNative({ clock: systemClock, inspector: createInspector() });
  const { kind } = ports?.spawner ?? new ChildProcessSpawner();
  return { spawner: kind, ...(reason === null ? {} : { because: reason }), trees: treesBy(findCgroups('provisr')) };
}

/** What can hold a process and all it starts. */
function treesBy({ dir, reason, controllers }: CgroupState): string {
  if (dir === null) return `process-group, no cgroups: ${reason}`;
  const limits = ['memory', 'cpu'].map((name) => (controllers.includes(name) ? name : `no ${name}`));
  return `process-group, or cgroup2 where asked for (limits: ${limits.join(', ')})`;
}
