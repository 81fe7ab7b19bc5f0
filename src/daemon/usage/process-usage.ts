import { readdir, readFile } from 'node:fs/promises';

/** Processor time and memory of one live process. A value the kernel does not let us read is `null`. */
export interface ProcessLoad {
  /** User and system time, with that of the children it has waited for: never decreases during a run. */
  readonly cpuSeconds: number | null;
  readonly residentBytes: number | null;
}

/** What one live process uses now. */
export interface ProcessUsage extends ProcessLoad {
  readonly openFds: number | null;
  readonly threads: number | null;
}

/** Clock ticks a second as /proc shows them: 100 on every Linux, whatever the kernel's own HZ (USER_HZ, time(7)). */
const TICKS_PER_SECOND = 100;
/** utime, stime, cutime and cstime in proc_pid_stat(5), counted after the command's closing parenthesis. */
const CPU_FIELDS = [11, 12, 13, 14];

/** Reads /proc. Where there is none, or the process has gone, all is `null`. */
export async function readUsage(pid: number): Promise<ProcessUsage> {
  const [{ status, ...load }, openFds] = await Promise.all([readStatusFiles(pid), entryCount(`/proc/${pid}/fd`)]);
  return { ...load, openFds, threads: scaled(status, /^Threads:\s+(\d+)$/m, 1) };
}

/** The same without what costs more: a program may have many descriptors. */
export async function readLoad(pid: number): Promise<ProcessLoad> {
  const { cpuSeconds, residentBytes } = await readStatusFiles(pid);
  return { cpuSeconds, residentBytes };
}

async function readStatusFiles(pid: number): Promise<ProcessLoad & { readonly status: string | null }> {
  const [stat, status] = await Promise.all([text(`/proc/${pid}/stat`), text(`/proc/${pid}/status`)]);
  return {
    cpuSeconds: stat === null ? null : cpuSecondsOf(stat),
    residentBytes: scaled(status, /^VmRSS:\s+(\d+) kB$/m, 1024),
    status,
  };
}

function cpuSecondsOf(stat: string): number {
  // The command may hold spaces and parentheses: fields are counted from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return CPU_FIELDS.reduce((sum, field) => sum + Number(fields[field]), 0) / TICKS_PER_SECOND;
}

function scaled(status: string | null, pattern: RegExp, factor: number): number | null {
  const digits = status === null ? undefined : pattern.exec(status)?.[1];
  return digits === undefined ? null : Number(digits) * factor;
}

/** `null` for any reason: a process may end, or belong to somebody else, between two reads. */
async function text(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null);
}

async function entryCount(directory: string): Promise<number | null> {
  return readdir(directory).then(
    (entries) => entries.length,
    () => null,
  );
}
