import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { at } from './paths.mjs';
import { say } from './say.mjs';

const LOCK = at('.first-run.lock');
const POLL_MS = 200;

/** Runs `work` while no other first run works in this clone: two of them would install and build into each other. */
export async function withLock(work) {
  let told = false;
  while (!take()) {
    if (!told) say(`another npm command (pid ${holder()}) installs or builds here; waiting for it ...`);
    told = true;
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function take() {
  mkdirSync(at('.'), { recursive: true });
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAlive(holder())) return false;
    rmSync(LOCK, { force: true }); // left by one that was killed
    return false;
  }
}

function holder() {
  try {
    return Number(readFileSync(LOCK, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return 0;
    throw error;
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
