// Where Chromium is: named, installed, or installed now where that is possible without asking anybody.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The program, or why there is none. */
export function browserProgram() {
  const program = installed();
  if (program) return { program };
  if (process.getuid?.() !== 0) return { reason: 'chromium is not on the path, and only root could install it' };
  if (spawnSync('apt-get', ['--version']).status !== 0)
    return { reason: 'chromium is not on the path, and there is no apt-get to bring it' };
  const failure = install();
  const found = installed();
  return found ? { program: found } : { reason: `apt-get cannot bring it: ${failure}` };
}

function installed() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env['PROVISR_CHROMIUM'], ...places].find((place) => place && existsSync(place));
}

/** The lists of packages may be missing or too old. */
function install() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const get = (...args) => spawnSync('apt-get', ['-q', '-y', ...args], { encoding: 'utf8', env });
  const wanted = ['install', '--no-install-recommends', 'chromium'];
  const first = get(...wanted);
  if (first.status === 0) return '';
  get('update');
  const last = get(...wanted);
  return last.status === 0 ? '' : last.stderr.trim().split('\n').at(-1);
}
