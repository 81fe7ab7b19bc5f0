import type { ProcessIdentity } from './process-inspector.js';

/** Ends a watch: nothing is told any more. */
export type EndWatch = () => void;

/** Learns the end of processes that the spawner does not wait for. A slot: the portable one looks, a native one is told. */
export interface AdoptionWatch {
  /** Calls `gone` once, and never during this call, when the process is no longer alive. A zombie is not. */
  watch(identity: ProcessIdentity, gone: () => void): EndWatch;
  /** Somebody waits for the end of a process that is being watched. */
  hurry(identity: ProcessIdentity): void;
  /** Calls `emptied` once, and never during this call, when `members` finds no live process any more. */
  whenEmpty(members: () => readonly number[], emptied: () => void): EndWatch;
}
