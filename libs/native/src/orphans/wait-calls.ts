import { constants } from 'node:os';
import type { NativeLibrary } from '../library/load-library.js';

/** wait(2) and prctl(2), numbers as on Linux for every architecture. */
const PR_SET_CHILD_SUBREAPER = 36;
const P_ALL = 0;
const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x0100_0000;
const CLD_EXITED = 1;
const SIGINFO_BYTES = 128;
const SI_CODE = 8;
/** The union of `siginfo_t` is aligned to pointers: si_pid, si_uid, si_status follow. */
const SI_PID = ['arm', 'ia32', 'mips', 'mipsel'].includes(process.arch) ? 12 : 16;
const SI_STATUS = SI_PID + 8;

const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name as NodeJS.Signals]));

/** A child that has ended and has not been reaped. */
export interface Zombie {
  readonly pid: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface WaitCalls {
  /** From now on descendants whose parents have ended become children of this process. @returns whether the kernel agreed */
  becomeSubreaper(): boolean;
  /** Any one ended child, left as it is; `null` when there is none. */
  peek(): Zombie | null;
  /** Takes the status of an ended child out of the process table. */
  reap(pid: number): void;
}

export function bindWaitCalls({ symbols }: NativeLibrary): WaitCalls {
  const prctl = symbols.func('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)');
  const waitid = symbols.func('int waitid(int type, unsigned int id, void *info, int options)');
  const waitpid = symbols.func('int waitpid(int pid, void *status, int options)');
  const info = Buffer.alloc(SIGINFO_BYTES);
  return {
    becomeSubreaper: () => (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) as number) === 0,
    peek: () => {
      info.fill(0);
      if (waitid(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT) !== 0) return null; // ECHILD: no children at all
      const pid = info.readInt32LE(SI_PID);
      if (pid === 0) return null;
      const status = info.readInt32LE(SI_STATUS);
      if (info.readInt32LE(SI_CODE) === CLD_EXITED) return { pid, code: status, signal: null };
      return { pid, code: null, signal: SIGNALS.get(status) ?? ('SIGKILL' satisfies NodeJS.Signals) };
    },
    reap: (pid) => void waitpid(pid, null, WNOHANG),
  };
}
