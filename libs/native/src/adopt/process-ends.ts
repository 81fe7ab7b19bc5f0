import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import type { EndWatch } from '#core';
import type { DescriptorEvents } from '../events/descriptor-events.js';
import type { ChildCalls } from '../reap/child-calls.js';

/** A watch, or why there is none: it has ended, or the kernel has no pidfd for it (before Linux 5.3, no descriptor left). */
export type Watched = EndWatch | 'ended' | 'unwatchable';

/** The end of any process, by pidfd_open(2). */
export class ProcessEnds {
  readonly #calls: ChildCalls;
  readonly #events: DescriptorEvents;

  constructor(calls: ChildCalls, events: DescriptorEvents) {
    this.#calls = calls;
    this.#events = events;
  }

  /** Calls `ended` once, never during this call. Who has the PID now is who is watched: prove afterwards that it is the one you mean. */
  watch(pid: number, ended: () => void): Watched {
    const fd = this.#calls.openPidfd(pid);
    if (fd === -constants.errno.ESRCH) return 'ended';
    if (fd < 0) return 'unwatchable';
    let isOpen = true;
    const close = (): void => {
      if (!isOpen) return;
      isOpen = false;
      watch.close();
      closeSync(fd);
    };
    const watch = this.#events.watch(fd, () => {
      close();
      ended();
    });
    return close;
  }
}
