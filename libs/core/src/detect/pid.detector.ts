import type { DetectorFactory } from './detector.js';

/** Alive while the process that was started is. Every process has this one; naming it adds nothing. */
export const pidDetectorFactory: DetectorFactory = {
  create: (_options, target) => ({
    label: 'exec:pid',
    intervalMs: 1_000,
    detect: () => Promise.resolve({ alive: target.pid() !== null, pid: target.pid() }),
  }),
};
