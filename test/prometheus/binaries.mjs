// Where Prometheus and promtool are: on the path, or unpacked from Debian's package into a folder of ours. It is not installed, because
// that would start a service.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/provisr-prometheus', import.meta.url));
const UNPACKED = join(CACHE, 'usr', 'bin');
const NEEDED = ['prometheus', 'promtool'];

const holdsAll = (folder) => NEEDED.every((name) => existsSync(join(folder, name)));

/** The folder with both, or why there is none. */
export function prometheusBinaries() {
  const places = [process.env['PROVISR_PROMETHEUS_DIR'], ...(process.env['PATH'] ?? '').split(delimiter), UNPACKED];
  const folder = places.find((place) => place && holdsAll(place));
  return folder ? { folder } : fetched();
}

function fetched() {
  const machine = (file) => spawnSync(file, ['--version']).status === 0;
  if (!machine('apt-get') || !machine('dpkg-deb'))
    return { reason: 'they are not on the path, and this is no Debian that could bring them' };
  rmSync(CACHE, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const problem = download();
  if (problem) return { reason: `Debian's package cannot be had: ${problem}` };
  const archive = readdirSync(CACHE).find((name) => name.endsWith('.deb'));
  const unpacked = spawnSync('dpkg-deb', ['-x', join(CACHE, archive), CACHE], { encoding: 'utf8' });
  if (unpacked.status !== 0 || !holdsAll(UNPACKED)) return { reason: `Debian's package cannot be unpacked: ${unpacked.stderr.trim()}` };
  rmSync(join(CACHE, archive));
  return { folder: UNPACKED };
}

/** The lists of packages may be missing or too old; only root may fetch them anew. */
function download() {
  const get = (...args) => spawnSync('apt-get', args, { cwd: CACHE, encoding: 'utf8' });
  const first = get('-q', 'download', 'prometheus');
  if (first.status === 0) return null;
  const lists = process.getuid() === 0 ? get('-q', 'update') : null;
  const last = lists?.status === 0 ? get('-q', 'download', 'prometheus') : (lists ?? first);
  return last.status === 0 ? null : lastLine(last.stderr);
}

const lastLine = (text) => text.trim().split('\n').at(-1);
