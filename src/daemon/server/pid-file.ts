import { readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createInspector, messageOf, ProvisrError, writeFileAtomically } from '#core';

/** A process that began later than the file was written is not the one it names, whatever its number. */
const WRITE_TOLERANCE_S = 1;

/**
 * Writes the daemon's own PID file.
 * @param file `null` = none is wanted
 * @returns what removes it
 * @throws ProvisrError PROVISR_DAEMON_RUNNING when the file names a live daemon, PROVISR_CONFIG_INVALID when it cannot be written
 */
export function writeDaemonPidFile(file: string | null): () => Promise<void> {
  if (file === null) return async () => undefined;
  const holder = holderOf(file);
  if (holder !== null) {
    throw new ProvisrError('PROVISR_DAEMON_RUNNING', `another daemon (PID ${holder}) is running: ${file} names it`, {
      hint: 'stop it first, or choose another [server].pidfile',
      details: { pid: holder, pidfile: file },
    });
  }
  try {
    writeFileAtomically(file, `${process.pid}\n`);
  } catch (error) {
    throw new ProvisrError('PROVISR_CONFIG_INVALID', `cannot write the PID file ${file}: ${messageOf(error)}`, {
      hint: 'change [server].pidfile, or make its directory writable',
      cause: error,
    });
  }
  return () => rm(file, { force: true });
}

/** The live process that wrote the file, `null` when it is a leftover. */
function holderOf(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return null;
    const found = createInspector().identify(pid);
    return found !== null && found.startUnix <= statSync(file).mtimeMs / 1000 + WRITE_TOLERANCE_S ? pid : null;
  } catch {
    // No file, or one that cannot be read: then writing it tells.
    return null;
  }
}
