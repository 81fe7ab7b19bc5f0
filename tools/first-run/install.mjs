import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import process from 'node:process';
import { exitCodeOf } from './child.mjs';
import { matchesLock } from './lock-match.mjs';
import { at, ROOT } from './paths.mjs';
import { nodeBinary } from './runtime.mjs';
import { FirstRunError, say, seconds } from './say.mjs';

// Kept by npm itself: what is really in node_modules. npm writes it last, so an interrupted install leaves none.
const INSTALLED = at('node_modules', '.package-lock.json');
const PLATFORM_STAMP = at('node_modules', '.installed-for');
const PLATFORM = `${process.platform}-${process.arch}`;
// A first-time user reads errors only: not that the Node which npm runs on is older than the one that is being installed.
const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
// NODE_ENV=production or "omit" in a user's npmrc would leave out the compiler and the tests.
const EVERYTHING = ['--include=dev', '--include=optional', '--include=peer'];

/** Makes node_modules what package-lock.json says; does nothing when it is. */
export async function ensureInstalled() {
  if (!isInstalled()) {
    say('installing the dependencies (once, and when package-lock.json changes) ...');
    const startedMs = Date.now();
    await npm('ci', '--prefer-offline', ...EVERYTHING, ...QUIET);
    writeFileSync(PLATFORM_STAMP, PLATFORM);
    say(`dependencies installed in ${seconds(startedMs)}`);
  }
  // Install scripts may be switched off on this machine; that of the package "node" fetches the Node we run on.
  if (!nodeBinary()) await npm('rebuild', 'node', '--ignore-scripts=false', ...QUIET);
}

function isInstalled() {
  const lock = readJson(at('package-lock.json'));
  const installed = readJson(INSTALLED);
  if (!lock) throw new FirstRunError('package-lock.json is missing or not JSON', 'restore it: git checkout package-lock.json');
  const manifest = readJson(at('package.json')) ?? {};
  return installed !== undefined && matchesLock(lock, installed, manifest) && samePlatform();
}

// Absent when npm was called by hand, which installs for this platform; different when the folder was copied here.
function samePlatform() {
  try {
    return readFileSync(PLATFORM_STAMP, 'utf8') === PLATFORM;
  } catch (error) {
    if (error.code === 'ENOENT') return true;
    throw error;
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // missing or cut short: not installed
  }
}

async function npm(...args) {
  // Only errors are shown: npm's own summary goes to stdout.
  const child = spawn('npm', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PATH: pathWithoutOurs() } });
  const code = await exitCodeOf(child).catch((error) => {
    throw new FirstRunError(`npm could not be started: ${error.message}`, 'install npm and try again');
  });
  if (code !== 0) throw new FirstRunError(`"npm ${args[0]}" failed with exit code ${code}`, 'its own message stands above');
}

// npm must not run on the Node which lies in the folder that it is about to replace.
function pathWithoutOurs() {
  const ours = at('node_modules', '.bin');
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => entry !== ours)
    .join(delimiter);
}
