import { readdirSync, readFileSync } from 'node:fs';
import type { TimeSlices } from './time-slices.js';

/** Processor time, memory and threads of one live process, and whose it is. */
export interface ProcessLoad {
  readonly pid: number;
  readonly processGroup: number;
  readonly session: number;
  /** User and system time, with that of the children it has waited for. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly threads: number;
}

/** Reads all live processes of the machine in one go. */
export type ReadProcessTable = (slices: TimeSlices) => Promise<readonly ProcessLoad[]>;

/** Clock ticks a second as /proc shows them: 100 on every Linux, whatever the kernel's own HZ (USER_HZ, time(7)). */
const TICKS_PER_SECOND = 100;
/** The type of the entry of the auxiliary vector that tells the size of a page (AT_PAGESZ, getauxval(3)). */
const PAGE_SIZE_ENTRY = 6n;

/**
 * One read of /proc/[pid]/stat for each process, which is a third of the price of reading what a ps(1) would. The reads are synchronous:
 * in the thread pool each would cost several times as much. Empty where there is no /proc.
 */
export const readProcessTable: ReadProcessTable = async (slices) => {
  const loads: ProcessLoad[] = [];
  for (const name of pids()) {
    const load = parseLoad(text(`/proc/${name}/stat`));
    if (load !== null) loads.push(load);
    if (slices.isOver) await slices.next();
  }
  return loads;
};

/** @param line of /proc/[pid]/stat (proc_pid_stat(5)). `null` for none, and for a zombie: it uses nothing any more. */
export function parseLoad(line: string): ProcessLoad | null {
  // The command may hold spaces and parentheses: fields are counted from the last one.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  const state = fields[0];
  if (fields.length < 22 || state === 'Z' || state === 'X') return null;
  return {
    pid: Number(line.slice(0, line.indexOf(' '))),
    processGroup: field(5),
    session: field(6),
    cpuSeconds: (field(14) + field(15) + field(16) + field(17)) / TICKS_PER_SECOND,
    residentBytes: field(24) * pageBytes(),
    threads: field(20),
  };
}

function pids(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => name.charCodeAt(0) >= 48 && name.charCodeAt(0) <= 57);
  } catch {
    return []; // not on this platform
  }
}

/** Empty for any reason: a process may end between two reads. */
function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

let knownPageBytes = 0;

/** 4096 nearly everywhere, but 16 or 64 KiB on some ARM machines. */
function pageBytes(): number {
  if (knownPageBytes === 0) knownPageBytes = pageBytesOf(readFileSync('/proc/self/auxv'));
  return knownPageBytes;
}

/** @param vector pairs of a type and a value, 8 bytes each */
export function pageBytesOf(vector: Buffer): number {
  for (let at = 0; at + 16 <= vector.length; at += 16) {
    if (vector.readBigUInt64LE(at) === PAGE_SIZE_ENTRY) return Number(vector.readBigUInt64LE(at + 8));
  }
  return 4096;
}
