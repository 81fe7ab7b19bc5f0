import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

/** How busy the machine is with other things before anything is measured. */
const loadBefore = loadavg()[0];

/** Where and when this was measured, without what would name the machine. */
export function measuredAt(peers, { rounds, processes, isInMemory }) {
  const system = /^PRETTY_NAME="(.*)"$/m.exec(readIfThere('/etc/os-release'))?.[1] ?? process.platform;
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${system}, Linux ${release().split('-')[0]}`;
  const versions = peers.map(({ name, version }) => `${name} ${version}`).join(', ');
  const date = new Date().toISOString().slice(0, 10);
  return `${date}: ${versions}; Node ${process.versions.node}; ${machine}; ${processes} processes, ${rounds} rounds in turns, all files ${isInMemory ? 'in memory' : 'on disk'}. Load of the machine before the run: ${loadBefore.toFixed(1)} (0 = idle).`;
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // only a name for the system
  }
}
