import { closeSync, rmSync } from 'node:fs';
import type { UpgradeResultDto } from '#contract';
import { type HandOver, parseHandedState } from '#core';
import type { ReceivedHandOver } from '../../handover/index.js';
import type { Listener } from '../server/index.js';

/** What an earlier image of the daemon left, as the rooms of this one need it. */
export class Inherited {
  /** `null` when the states are not understood: then the processes are adopted by their records. */
  readonly handOver: HandOver | null;
  readonly result: UpgradeResultDto;
  readonly #received: ReceivedHandOver;

  constructor(received: ReceivedHandOver) {
    const { id, attempt, from, failure, state } = received.document;
    const processes = parseHandedState(state);
    this.#received = received;
    this.handOver = processes && {
      processes,
      get gapMs() {
        return received.gapMs;
      },
    };
    this.result = {
      id,
      result: attempt === 0 ? 'upgraded' : 'came-back',
      from: { version: from.version, node: from.node },
      at: new Date().toISOString(),
      reason: failure,
      carried_on: processes?.filter(({ run }) => run !== null).length ?? 0,
      by_records: processes === null,
    };
  }

  get lock(): number | null {
    return this.#received.descriptor('lock', '');
  }

  listener(key: string): number | null {
    return this.#received.descriptor('listener', key);
  }

  /** @param pidFile the one that is in force now */
  dropPidFile(pidFile: string | null): void {
    const before = this.#received.document.pidFile;
    if (before !== null && before !== pidFile) rmSync(before, { force: true });
  }

  /** Connections that were accepted here, and not read, are for the image that comes back. */
  giveBack(listeners: readonly Listener[]): void {
    for (const listener of listeners) this.#received.giveBack(listener.key, listener.handedOver().connections);
  }

  /** There is no way back from here: what is in the connections is read. */
  settle(listeners: readonly Listener[]): void {
    const connections = this.#received.descriptors('connection');
    this.#received.settle();
    for (const listener of listeners) listener.welcome(connections.filter(({ key }) => key === listener.key).map(({ fd }) => fd));
    const keys = new Set(listeners.map(({ key }) => key));
    for (const { key, fd } of connections) if (!keys.has(key)) closeSync(fd);
  }
}
