/**
 * `provisr/native`: ports of the core by system calls, where koffi and Linux are. What is not here is the business of the daemon, and
 * changes without notice.
 *
 * @packageDocumentation
 */
import type { AdoptionWatch, Clock, MakeFifos, OpenStreamReader, ProcessInspector, Spawner } from '#core';
import { loadNative as load } from './load-native.js';

/** What stays the portable one also beside native ports. */
export interface NativeContext {
  /** For instance `systemClock` of `provisr/core`. */
  readonly clock: Clock;
  /** For instance what `createInspector` of `provisr/core` makes. */
  readonly inspector: ProcessInspector;
}

/** Native implementations of ports of the core. */
export interface NativePorts {
  /** By posix_spawn(3). */
  readonly spawner: Spawner;
  /** By pidfds (pidfd_open(2)). */
  readonly adoption: AdoptionWatch;
  /** By mkfifo(3). */
  readonly makeFifos: MakeFifos;
  /** By splice(2), where what is written has only to reach a file. */
  readonly openReader: OpenStreamReader;
  /**
   * Descendants whose parents have ended become children of this process and are reaped (prctl(2), PR_SET_CHILD_SUBREAPER): for a process
   * that does nothing but supervise.
   * @returns whether the kernel agreed
   */
  adoptStrays(): boolean;
}

/** Why there are none. */
export interface NoNativePorts {
  /** A sentence for people. */
  readonly reason: string;
}

/**
 * Binds the system calls, once in a process.
 *
 * @example
 * const context = { clock: systemClock, inspector: createInspector() };
 * const { spawner, adoption, makeFifos, openReader } = loadNative(context);
 * const manager = createManager({ stateDir: 'run', ...context, spawner, adoption, makeFifos, openReader });
 *
 * @returns why it cannot be: not Linux, not the main thread, or no koffi
 */
export function loadNative(context: NativeContext): NativePorts | NoNativePorts {
  return load(context);
}
