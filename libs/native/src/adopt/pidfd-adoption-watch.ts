import type { AdoptionWatch, Clock, EndWatch, ProcessIdentity, ProcessInspector } from '#core';
import { EmptyWait, soon } from './empty-wait.js';
import type { ProcessEnds } from './process-ends.js';

export interface PidfdAdoptionPorts {
  readonly ends: ProcessEnds;
  readonly inspector: ProcessInspector;
  readonly clock: Clock;
  /** For processes that cannot be watched. */
  readonly otherwise: AdoptionWatch;
}

/** {@link AdoptionWatch} by pidfd: the kernel tells at once, and nobody looks at anything in between. */
export class PidfdAdoptionWatch implements AdoptionWatch {
  readonly #ports: PidfdAdoptionPorts;

  constructor(ports: PidfdAdoptionPorts) {
    this.#ports = ports;
  }

  watch(identity: ProcessIdentity, gone: () => void): EndWatch {
    const { ends, inspector, otherwise } = this.#ports;
    const watched = ends.watch(identity.pid, gone);
    if (watched === 'unwatchable') return otherwise.watch(identity, gone);
    if (watched === 'ended') return soon(gone);
    // Only now: the descriptor stands for whoever had the PID when it was opened.
    if (inspector.isAlive(identity)) return watched;
    watched();
    return soon(gone);
  }

  hurry(identity: ProcessIdentity): void {
    this.#ports.otherwise.hurry(identity);
  }

  whenEmpty(members: () => readonly number[], emptied: () => void): EndWatch {
    const { clock, ends } = this.#ports;
    const wait = new EmptyWait({ members, emptied, clock, ends });
    wait.look();
    return () => wait.close();
  }
}
