import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WANTED = '7';

/**
 * pm2 from npm, installed below `cache`, outside the dependencies of this repository.
 * @returns {{ version: string, bin: string, module: string } | null} `null` when it cannot be had
 */
export function findPm2(cache) {
  const directory = join(cache, 'pm2');
  const module = join(directory, 'node_modules', 'pm2');
  if (!existsSync(join(module, 'package.json'))) install(directory);
  if (!existsSync(join(module, 'package.json'))) return null;
  const { version } = JSON.parse(readFileSync(join(module, 'package.json'), 'utf8'));
  return { version, bin: join(module, 'bin', 'pm2'), module };
}

function install(directory) {
  mkdirSync(directory, { recursive: true });
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error', '--ignore-scripts', '--no-save'];
  try {
    execFileSync('npm', ['install', '--prefix', directory, ...quiet, `pm2@${WANTED}`], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  } catch {
    return; // no network: the bench says that this peer is missing
  }
}
