/**
 * The pid file, three lines: the PID; the spec as JSON; `{"start_unix": …}` and further keys as JSON. Files of one or two
 * lines are read too. Written under a temporary name and renamed, so a reader never sees half a file.
 */
import { chmodSync, closeSync, constants, fstatSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errnoOf } from '../errors.js';
import { makeDirectory } from '../files/make-directory.js';
import type { ProcessIdentity } from '../inspect/process-inspector.js';

/** Third line. Keys beyond `start_unix` are ours and optional. */
export interface PidFileMeta {
  /** Start in whole seconds since the epoch. */
  readonly start_unix: number;
  /** Start in clock ticks since boot. */
  readonly start_ticks?: number;
  readonly boot_id?: string;
  /** Ties the file to the intent that was recorded before the spawn. */
  readonly run_id?: string;
}

export interface PidFile {
  readonly pid: number;
  readonly document: Readonly<Record<string, unknown>> | null;
  readonly meta: PidFileMeta | null;
  /** When the file was written, ms since the epoch; known for files that were read. */
  readonly writtenAtMs: number;
}

function parseObject(line: string | undefined): Record<string, unknown> | null {
  if (line === undefined || line.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // a torn or foreign line proves nothing, which is what null says
  }
}

function parseMeta(line: string | undefined): PidFileMeta | null {
  const value = parseObject(line);
  return value && typeof value['start_unix'] === 'number' ? (value as unknown as PidFileMeta) : null;
}

/** The content of a pid file, `null` when its first line is no PID. */
export function parsePidFile(text: string, writtenAtMs: number): PidFile | null {
  const [first = '', second, third] = text.split('\n');
  const pid = Number(first.trim());
  if (!/^\d{1,10}$/.test(first.trim()) || pid < 2) return null; // 0 and 1 would address a group or init
  return { pid, document: parseObject(second), meta: parseMeta(third), writtenAtMs };
}

export function formatPidFile(file: Omit<PidFile, 'writtenAtMs'>): string {
  return [String(file.pid), JSON.stringify(file.document ?? {}), ...(file.meta ? [JSON.stringify(file.meta)] : [])].join('\n') + '\n';
}

/** `null` when there is none or it is none. */
export function readPidFile(path: string): PidFile | null {
  try {
    const { text, mtimeMs } = readRegular(path, LONGEST_BYTES) ?? { text: '', mtimeMs: 0 };
    return parsePidFile(text, mtimeMs);
  } catch (error) {
    if (errnoOf(error) !== undefined) return null;
    throw error;
  }
}

/**
 * Writes atomically: 0600, missing parents 0750. What lies there and is no PID file is somebody else's and stays.
 * @throws the system error of the step that failed
 */
export function writePidFile(path: string, file: Omit<PidFile, 'writtenAtMs'>): void {
  if (occupantOf(path) === 'other') throw new Error('what lies there is no PID file');
  writeFileAtomically(path, formatPidFile(file));
}

/** Whether a file name is that of a file half written by {@link writeFileAtomically}. */
export function isHalfWritten(file: string): boolean {
  return /\.(?:pid|json)\.\d+\.tmp$/.test(file);
}

/** Replaces `path` by `text` in one step: 0600, missing parents 0750. */
export function writeFileAtomically(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: 0o600 });
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    makeDirectory(dirname(path), 0o750);
    writeFileSync(temporary, text, { mode: 0o600 });
  }
  try {
    chmodSync(temporary, 0o600);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Removes a PID file, and nothing else that may lie there. One that cannot be removed misleads nobody: readers check whom it names. */
export function removePidFile(path: string): void {
  try {
    if (occupantOf(path) === 'pid-file') rmSync(path);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}

/** Room for a spec of the largest size that the API takes. */
const LONGEST_BYTES = 4 * 1024 * 1024;
const FIRST_LINE_BYTES = 32;

/** What lies at a path; the first line tells. */
function occupantOf(path: string): 'nothing' | 'pid-file' | 'other' {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return 'nothing';
  const found = readRegular(path, FIRST_LINE_BYTES);
  return found !== null && /^$|^[ \t]*\d{1,10}\s*(\n|$)/.test(found.text) ? 'pid-file' : 'other';
}

/** The beginning of a regular file; `null` for anything else: somebody may have named a device without end, or a FIFO nobody writes to. */
function readRegular(path: string, mostBytes: number): { text: string; mtimeMs: number } | null {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) return null;
    const bytes = Buffer.alloc(Math.min(found.size, mostBytes));
    return { text: bytes.toString('utf8', 0, readSync(fd, bytes)), mtimeMs: found.mtimeMs };
  } finally {
    closeSync(fd);
  }
}

/**
 * The identity a file stands for. Files without a third line prove it by their own age: a live process that started
 * before the file was written was the one it was written for.
 */
export function identityOf(file: PidFile): ProcessIdentity | null {
  if (!file.meta) return null;
  return { pid: file.pid, startUnix: file.meta.start_unix, startTicks: file.meta.start_ticks ?? null, bootId: file.meta.boot_id ?? null };
}
