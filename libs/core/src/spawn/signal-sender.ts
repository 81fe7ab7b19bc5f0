/** Sends signals. Whom to send them is decided elsewhere. */
export interface SignalSender {
  /** kill(2): a negative target is a process group. Never throws: a target that is gone has what was wanted. */
  send(target: number, signal: NodeJS.Signals): void;
}

/** The kernel's. */
export const systemSignals: SignalSender = {
  send(target, signal) {
    try {
      process.kill(target, signal);
    } catch {
      // ESRCH: it ended in between, which is what was wanted. EPERM: it changed its user; the escalation tells.
    }
  },
};
