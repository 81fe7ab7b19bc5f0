import { closeSync } from 'node:fs';
import type { Exit, SpawnedProcess } from '#core';
import type { DescriptorEvents } from '../events/descriptor-events.js';
import type { ChildCalls } from './child-calls.js';
import { ChildSignals } from './child-signals.js';
import { COLLECTED_ELSEWHERE, exitOf } from './exit-status.js';
import { OwnChild } from './own-child.js';

/** Of how many strays the end is remembered. */
const STRAYS_KEPT = 4_096;

/** How the end of one child is learnt. */
interface ChildWatch {
  unref(): void;
  close(): void;
}

/**
 * Learns the end of children that Node did not make, and collects their exact status: by pidfd, else by SIGCHLD. Waits for each PID by
 * itself, never for any child: libuv and others in this process wait for theirs.
 */
export class Reaper {
  readonly #calls: ChildCalls;
  readonly #events: DescriptorEvents;
  readonly #signals = new ChildSignals();
  readonly #watches = new Map<number, ChildWatch>();
  readonly #strays = new Map<number, Exit>();

  constructor(calls: ChildCalls, events: DescriptorEvents) {
    this.#calls = calls;
    this.#events = events;
  }

  /** Whether its end is being waited for here. */
  has(pid: number): boolean {
    return this.#watches.has(pid);
  }

  /** Takes charge of a child that was made just now. */
  add(pid: number): SpawnedProcess {
    const child = new OwnChild(pid, () => this.#watches.get(pid)?.unref());
    this.#watches.set(pid, this.#watchByPidfd(child) ?? this.#watchBySignal(child));
    return child;
  }

  /**
   * Takes charge of a child that was there before this image of the process was, ended or not.
   * @returns `null` when it is no child, or its status has been collected
   */
  inherit(pid: number): SpawnedProcess | null {
    if (this.#watches.has(pid)) return null;
    const exit = this.#collect(pid);
    if (exit === null) return this.add(pid);
    if (exit !== COLLECTED_ELSEWHERE) return endedChild(pid, exit);
    const stray = this.#strays.get(pid);
    return stray ? endedChild(pid, stray) : null;
  }

  /** Collects an ended child that nobody has taken charge of. Its end is remembered: whoever inherits it may be late. */
  collectStray(pid: number): void {
    const exit = this.#collect(pid);
    if (exit === null || exit === COLLECTED_ELSEWHERE) return;
    this.#strays.set(pid, exit);
    const [oldest] = this.#strays.keys();
    if (this.#strays.size > STRAYS_KEPT) this.#strays.delete(oldest!);
  }

  #watchByPidfd(child: OwnChild): ChildWatch | null {
    const fd = this.#calls.openPidfd(child.pid);
    if (fd < 0) return null; // an old kernel, or no descriptor left
    const watch = this.#events.watch(fd, () => {
      if (this.#settle(child)) return;
      // Readable and not to be had: somebody traces it (ptrace(2)). To look again in every turn would keep a processor busy.
      close();
      this.#watches.set(child.pid, this.#watchBySignal(child));
    });
    const close = (): void => {
      watch.close();
      closeSync(fd);
    };
    return { close, unref: () => watch.setKeepsAlive(false) };
  }

  #watchBySignal(child: OwnChild): ChildWatch {
    const look = (): void => void this.#settle(child);
    this.#signals.add(look);
    return { close: () => this.#signals.remove(look), unref: () => this.#signals.unref(look) };
  }

  #settle(child: OwnChild): boolean {
    const exit = this.#collect(child.pid);
    if (exit === null) return false;
    this.#watches.get(child.pid)?.close();
    this.#watches.delete(child.pid);
    child.ended(exit);
    return true;
  }

  /** `null` while it has not ended. */
  #collect(pid: number): Exit | null {
    const waited = this.#calls.collect(pid);
    if (waited.pid === 0) return null;
    return waited.pid === pid ? exitOf(waited.status) : COLLECTED_ELSEWHERE;
  }
}

function endedChild(pid: number, exit: Exit): SpawnedProcess {
  const child = new OwnChild(pid, () => undefined);
  child.ended(exit);
  return child;
}
