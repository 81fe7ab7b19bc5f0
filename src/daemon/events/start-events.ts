import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { errnoOf, writeFileAtomically } from '#core';
import type { DaemonEvents } from './daemon-events.js';

/** Holds the version of the daemon that was here last, in the directory of the PID files. */
const FILE = 'daemon.version';

/** Tells that this daemon has come up, and whether it is of another version than the one before it. */
export function tellOfStart(pidDir: string, daemon: DaemonEvents): void {
  const { version } = createRequire(import.meta.url)('provisr/package.json') as { version: string };
  daemon.tell({ type: 'daemon.started', version, pid: process.pid });
  const file = join(pidDir, FILE);
  try {
    const before = versionIn(file);
    if (before === version) return;
    if (before !== null) daemon.tell({ type: 'daemon.upgraded', from: before, to: version });
    writeFileAtomically(file, `${version}\n`);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    const message = `its version cannot be noted for the next daemon: ${(error as Error).message}`;
    daemon.tell({ type: 'daemon.problem', area: 'daemon', message, solved: false });
  }
}

function versionIn(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}
