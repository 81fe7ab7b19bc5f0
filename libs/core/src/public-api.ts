/**
 * `provisr/core`: supervision in programs of others, without a framework. What is not here is the business of the daemon, and changes
 * without notice.
 *
 * @packageDocumentation
 */
import { createManager as makeManager, type ManagerOptions } from './manager/create-manager.js';
import type { ProcessManager } from './manager/process-manager.js';

/**
 * A manager of processes, ready to start them: at once with `launch`, or all of a configuration with `boot`, which takes over what an
 * earlier manager with the same `stateDir` has left running.
 *
 * @example
 * const manager = createManager({ stateDir: 'run' });
 * await manager.launch(defineProgram({ name: 'web', command: 'node server.js', stateDir: 'run' }));
 */
export function createManager(options: ManagerOptions): ProcessManager {
  return makeManager(options);
}

// The manager, and what it is given.
export type { ManagerOptions } from './manager/create-manager.js';
export { defineProgram, type ProgramInput } from './manager/define-program.js';
export * from './manager/process-manager.js';
export * from './manager/selector.js';
export { acquireDaemonLock, type DaemonLock } from './lock/daemon-lock.js';

// What it speaks of.
export * from './errors.js';
export * from './events.js';
export * from './process/exit.js';
export * from './process/spec.js';
export * from './process/status.js';
export type { CgroupState } from './cgroup/cgroup-control.js';
export { type CgroupSpec, NO_CGROUP } from './cgroup/cgroup-spec.js';

// Ports that may be exchanged, with what stands behind them if nobody does.
export { type Clock, systemClock, type Timer } from './clock.js';
export { builtinDetectorFactories, detectorCatalogue } from './detect/builtin-detectors.js';
export * from './detect/detector.js';
export { type ExitLedger, NO_LEDGER, type WitnessedExit } from './exits/exit-ledger.js';
export type { AdoptionWatch, EndWatch } from './inspect/adoption-watch.js';
export { createInspector } from './inspect/platform-inspector.js';
export * from './inspect/process-inspector.js';
export { SweepingAdoptionWatch } from './inspect/sweeping-adoption-watch.js';
export { type MakeFifos, makeFifosByUtility } from './logs/fifo.js';
export { openFifoReader } from './logs/fifo-reader.js';
export * from './logs/log-sink.js';
export { MemorySink } from './logs/memory.sink.js';
export * from './logs/raw-intake.js';
export { type ReadBack, RING_BYTES, RingBuffer } from './logs/ring-buffer.js';
export type { FifoConsumer, OpenStreamReader, StreamReader } from './logs/stream-reader.js';
export { memoryOnly } from './logs/stream-sink.js';
export { TeeSink } from './logs/tee.sink.js';
export * from './process/backoff.js';
export type { ReviveSpec } from './recovery/orphan-spec.js';
export { ChildProcessSpawner } from './spawn/child-process-spawner.js';
export { type SignalSender, systemSignals } from './spawn/signal-sender.js';
export * from './spawn/spawner.js';
