/** Signals a stop may begin with. SIGSTOP and the like would not end anything. */
export const STOP_SIGNALS = [
  'SIGTERM',
  'SIGINT',
  'SIGQUIT',
  'SIGHUP',
  'SIGKILL',
  'SIGUSR1',
  'SIGUSR2',
  'SIGABRT',
  'SIGALRM',
  'SIGWINCH',
] as const;

/** A signal a stop may begin with. */
export type StopSignal = (typeof STOP_SIGNALS)[number];
