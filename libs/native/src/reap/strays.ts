import type { ProcessInspector } from '#core';
import type { WaitCalls } from '../orphans/wait-calls.js';
import type { Reaper } from './reaper.js';

/** Whoever else in this process waits for an ended child, libuv in whichever thread, has done so after this time, ms. */
const GRACE_MS = 1_000;

export interface StrayPorts {
  readonly calls: WaitCalls;
  readonly inspector: Pick<ProcessInspector, 'childrenOf' | 'entryOf'>;
  readonly reaper: Pick<Reaper, 'has' | 'collectStray'>;
}

/**
 * Reaps what has become a child of this process without being made by it: descendants whose own parents have ended
 * (PR_SET_CHILD_SUBREAPER), and children of an earlier image of this process that nobody took charge of. Nothing tells them from
 * children that libuv waits for, so an ended child is left alone for a while first. Looks only after a SIGCHLD.
 */
export class Strays {
  readonly #ports: StrayPorts;
  readonly #suspects = new Set<number>();
  readonly #onSignal = (): void => this.#lookLater();
  #timer: NodeJS.Timeout | null = null;

  constructor(ports: StrayPorts) {
    this.#ports = ports;
  }

  /** @returns whether descendants will come here; without it they go to whoever is above */
  adopt(): boolean {
    process.on('SIGCHLD', this.#onSignal);
    this.#lookLater();
    return this.#ports.calls.becomeSubreaper();
  }

  close(): void {
    process.off('SIGCHLD', this.#onSignal);
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #lookLater(): void {
    if (this.#timer) return;
    // Timers come before the loop polls, where libuv waits for its children: it gets its turn before we look.
    this.#timer = setTimeout(() => setImmediate(() => this.#look()), GRACE_MS).unref();
  }

  #look(): void {
    this.#timer = null;
    const { calls, inspector, reaper } = this.#ports;
    if (calls.peek() === null) return this.#suspects.clear();
    const zombies = inspector.childrenOf(process.pid).filter((pid) => this.#isZombie(pid));
    for (const pid of zombies) if (this.#suspects.has(pid)) reaper.collectStray(pid);
    this.#suspects.clear();
    for (const pid of zombies) this.#suspects.add(pid);
    this.#lookLater();
  }

  #isZombie(pid: number): boolean {
    return !this.#ports.reaper.has(pid) && this.#ports.inspector.entryOf(pid) === null;
  }
}
