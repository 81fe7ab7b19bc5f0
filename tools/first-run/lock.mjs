import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
    const pid = holder();
    if (pid === 0) continue; // gone by now
    if (!told) say(`another npm command (pid ${pid}) installs or builds here; waiting for it ...`);
    told = true;
    await delay(POLL_MS);
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

// Linked into place, so that nobody ever reads a lock that has no owner yet.
function take() {
  const own = `${LOCK}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, LOCK);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(holder())) rmSync(LOCK, { force: true }); // left by one that was killed
    return false;
  } finally {
    rmSync(own, { force: true });
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
