import type { Logger } from '@nestjs/common';
import { type DaemonLock, failpoint, HANDED_STATE_VERSION, type HandedProcess, type Manager, messageOf, ProvisrError } from '#core';
import { bindReexecCalls, loadLibrary, type NativeLibrary } from '#native';
import {
  type DaemonProgram,
  type HandedDescriptor,
  type HandOverDocument,
  leaveSignals,
  makeDocument,
  prepareDaemon,
  turnOfLoop,
} from '../../handover/index.js';
import type { DaemonState } from '../health/index.js';
import type { CronScheduler } from '../schedule/index.js';
import type { Listener } from '../server/index.js';
import type { OpenStreams } from '../streams/index.js';
import type { SignalHold } from './signal-hold.js';

/** What comes to rest. */
export interface StandstillParts {
  readonly manager: Manager;
  readonly state: DaemonState;
  readonly scheduler: CronScheduler;
  readonly streams: OpenStreams;
  readonly listeners: readonly Listener[];
  readonly lock: DaemonLock;
  readonly pidFile: string | null;
  readonly exitJournalFd: number | null;
  readonly signals: SignalHold;
  readonly logger: Logger;
}

/** One upgrade. */
export interface Succession {
  readonly id: string;
  readonly from: DaemonProgram;
  readonly to: DaemonProgram;
  /** Why it is the same one again; `null` = it is the new one. */
  readonly failure: string | null;
}

/** How long requests may take to get through before whoever waits for a process is told that it goes on, ms. */
const REQUEST_GRACE_MS = 5_000;
/** How long those answers may take to be sent, ms. */
const ANSWER_GRACE_MS = 1_000;

/** Brings a daemon to rest, without anybody outside noticing, and replaces it. */
export class Standstill {
  readonly #parts: StandstillParts;
  #hasBegun = false;

  constructor(parts: StandstillParts) {
    this.#parts = parts;
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** From here on nothing happens any more, but in the processes. @throws ProvisrError PROVISR_SHUTTING_DOWN, and then nothing has changed */
  async begin(): Promise<void> {
    const { manager, scheduler, state, signals } = this.#parts;
    if (state.phase === 'stopping') throw new ProvisrError('PROVISR_SHUTTING_DOWN', 'the daemon is shutting down');
    this.#hasBegun = true;
    signals.begin();
    scheduler.stop();
    await this.#quieten(REQUEST_GRACE_MS);
    await manager.standStill();
    await this.#quieten(ANSWER_GRACE_MS);
  }

  /** Does not come back. Where the new program cannot be executed at all this one is, anew. */
  async execute(library: NativeLibrary, succession: Succession): Promise<void> {
    const memory = bindReexecCalls(library).memoryFile('provisr-hand-over');
    try {
      for (;;) {
        const heard = this.#heard();
        const document = this.#document(succession);
        failpoint('reexec.described');
        const execute = prepareDaemon(library, succession.to, document, memory);
        // What came while this was written is heard in the next turn. Then signals are left to the kernel, and those before that are heard in one more.
        await turnOfLoop();
        if (this.#heard() !== heard) continue;
        await leaveSignals(library);
        if (this.#heard() === heard) execute();
      }
    } catch (error) {
      this.#executeAgain(library, { ...this.#document(succession), attempt: 1, failure: messageOf(error) }, memory);
    }
  }

  /** By a name under which the kernel has this very executable, even if the file is gone (proc_pid_exe(5)). */
  #executeAgain(library: NativeLibrary, document: HandOverDocument, memory: number): void {
    try {
      prepareDaemon(library, { ...document.from, executable: '/proc/self/exe' }, document, memory)();
    } catch (error) {
      this.#parts.logger.fatal({
        msg: 'the daemon cannot go on; its processes do, and the next daemon adopts them',
        reason: messageOf(error),
      });
      process.exit(1);
    }
  }

  /** How much has come since everything stands still. */
  #heard(): string {
    const { listeners, manager, signals } = this.#parts;
    const connections = listeners.flatMap((listener) => listener.handedOver().connections);
    return [signals.kept.length, manager.unheardExits(), ...connections].join(' ');
  }

  async #quieten(graceMs: number): Promise<void> {
    this.#parts.streams.breakOff();
    const library = loadLibrary();
    if ('reason' in library) return;
    const calls = bindReexecCalls(library);
    await Promise.all(this.#parts.listeners.map((listener) => listener.standStill((fd) => calls.duplicate(fd), graceMs)));
  }

  #document({ id, from, failure }: Succession): HandOverDocument {
    const { manager, pidFile, signals } = this.#parts;
    const takenAt = String(process.hrtime.bigint());
    const processes = manager.handedOver();
    return makeDocument({
      id,
      from,
      pidFile,
      takenAt,
      attempt: failure === null ? 0 : 1,
      failure,
      signals: signals.kept,
      descriptors: this.#descriptors(processes),
      state: { version: HANDED_STATE_VERSION, processes },
    });
  }

  #descriptors(processes: readonly HandedProcess[]): readonly HandedDescriptor[] {
    const { listeners, lock, exitJournalFd } = this.#parts;
    const one = (role: HandedDescriptor['role'], key: string, fd: number | null): HandedDescriptor[] =>
      fd === null ? [] : [{ fd, role, key }];
    const sockets = listeners.map((listener) => ({ key: listener.key, ...listener.handedOver() }));
    return [
      ...one('lock', '', lock.descriptor),
      ...one('journal', '', exitJournalFd),
      ...sockets.flatMap(({ key, listener }) => one('listener', key, listener)),
      ...sockets.flatMap(({ key, connections }) => connections.flatMap((fd) => one('connection', key, fd))),
      ...processes.flatMap(({ name, fifos }) => fifos.flatMap((fd) => one('fifo', name, fd))),
    ];
  }
}
