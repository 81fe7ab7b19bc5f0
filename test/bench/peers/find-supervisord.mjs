import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The supervisord on the PATH, or else Debian's package, unpacked below `cache` without being installed.
 * @returns {{ version: string, daemon: string[], control: string[], env: Record<string, string> } | null} `null` when neither can be had
 */
export function findSupervisord(cache) {
  const installed = { daemon: ['supervisord'], control: ['supervisorctl'], env: {} };
  const found = versionOf(installed);
  if (found) return { version: found, ...installed };
  const unpacked = unpackDebianPackage(join(cache, 'supervisor'));
  const version = unpacked && versionOf(unpacked);
  return version ? { version, ...unpacked } : null;
}

function versionOf({ daemon: [file, ...args], env }) {
  const { status, stdout } = spawnSync(file, [...args, '--version'], { encoding: 'utf8', env: { ...process.env, ...env } });
  return status === 0 ? stdout.trim() : null;
}

function unpackDebianPackage(directory) {
  try {
    mkdirSync(directory, { recursive: true });
    for (const name of ['supervisor', 'python3-pkg-resources'])
      execFileSync('apt-get', ['download', name], { cwd: directory, stdio: 'ignore' });
    for (const file of readdirSync(directory).filter((name) => name.endsWith('.deb')))
      execFileSync('dpkg', ['-x', file, '.'], { cwd: directory });
    const script = (name) => ['/usr/bin/python3', join(directory, 'usr', 'bin', name)];
    const env = { PYTHONPATH: join(directory, 'usr', 'lib', 'python3', 'dist-packages') };
    return { daemon: script('supervisord'), control: script('supervisorctl'), env };
  } catch {
    return null; // not a Debian, or no network: the bench says that this peer is missing
  }
}
