import { readdirSync, readFileSync } from 'node:fs';

const MIB = 1024 * 1024;

/** Resident memory of processes together, MiB (proc_pid_status(5)). `kind` is VmRSS for now, VmHWM for the most so far. */
export function residentMib(pids, kind = 'VmRSS') {
  return (
    pids.reduce(
      (sum, pid) => sum + Number(new RegExp(`${kind}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024,
      0,
    ) / MIB
  );
}

/** Processor time that processes have used so far, all their threads, ms (proc_pid_stat(5): utime and stime in ticks of 10 ms). */
export function processorMs(pids) {
  return pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) * 10;
  }, 0);
}

/** The same in nanosecond steps, of threads that live (/proc/PID/task/TID/schedstat). */
export function exactProcessorMs(pids) {
  const ofThread = (pid, tid) => Number(readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
  return pids.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/task`).reduce((part, tid) => part + ofThread(pid, tid), 0), 0);
}

/** Whether a process lives; a zombie does not. */
export function isAlive(pid) {
  try {
    return !/\) [ZXx] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false; // gone
  }
}

/** Whether a process is one of the programs that were given this path as an argument: another may have got its PID meanwhile. */
export function runsFor(pid, path) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes(path);
  } catch {
    return false; // gone
  }
}
