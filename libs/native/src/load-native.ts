import {
  type AdoptionWatch,
  type Clock,
  type MakeFifos,
  messageOf,
  type OpenStreamReader,
  type ProcessInspector,
  type Spawner,
  SweepingAdoptionWatch,
} from '#core';
import { PidfdAdoptionWatch } from './adopt/pidfd-adoption-watch.js';
import { ProcessEnds } from './adopt/process-ends.js';
import { DescriptorEvents } from './events/descriptor-events.js';
import { nativeMakeFifos } from './files/make-fifos.js';
import { loadLibrary, type NativeLibrary, type NoLibrary } from './library/load-library.js';
import { bindWaitCalls } from './orphans/wait-calls.js';
import { bindChildCalls, type ChildCalls } from './reap/child-calls.js';
import { Reaper } from './reap/reaper.js';
import { Strays } from './reap/strays.js';
import { NativeSpawner } from './spawn/native-spawner.js';
import { bindSpawnCalls } from './spawn/spawn-calls.js';
import { spliceReaders } from './splice/splice-readers.js';

/** Native implementations of ports of the core. */
export interface NativePorts {
  readonly library: NativeLibrary;
  readonly events: DescriptorEvents;
  readonly spawner: Spawner & Required<Pick<Spawner, 'inherit'>>;
  readonly adoption: AdoptionWatch;
  readonly makeFifos: MakeFifos;
  readonly openReader: OpenStreamReader;
  /** Descendants whose parents have ended become ours and are reaped: for a process that supervises. @returns whether the kernel agreed */
  adoptStrays(): boolean;
}

/** What stays the portable one also beside native ports. */
export interface NativeContext {
  readonly clock: Clock;
  readonly inspector: ProcessInspector;
}

/** What exists once in a process, however many managers it has. */
interface Shared {
  readonly library: NativeLibrary;
  readonly calls: ChildCalls;
  readonly events: DescriptorEvents;
  readonly reaper: Reaper;
  readonly spawner: NativeSpawner;
  readonly openReader: OpenStreamReader;
  strays: Strays | null;
  inheritsStrays: boolean;
}

let shared: Shared | NoLibrary | null = null;

/** Like an exception in a listener of an event emitter: nobody is there to catch it. */
function throwUncaught(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

function bind(library: NativeLibrary): Shared {
  const events = new DescriptorEvents(library, throwUncaught);
  const calls = bindChildCalls(library);
  const reaper = new Reaper(calls, events);
  return {
    library,
    calls,
    events,
    reaper,
    spawner: new NativeSpawner(bindSpawnCalls(library), reaper),
    openReader: spliceReaders(library, events),
    strays: null,
    inheritsStrays: false,
  };
}

function bindOrSayWhyNot(): Shared | NoLibrary {
  const library = loadLibrary();
  if ('reason' in library) return library;
  try {
    return bind(library);
  } catch (error) {
    return { reason: `this system lacks a call that native supervision needs: ${messageOf(error)}` };
  }
}

function adoptStrays(own: Shared, inspector: ProcessInspector): boolean {
  if (own.strays) return own.inheritsStrays;
  own.strays = new Strays({ calls: bindWaitCalls(own.library), inspector, reaper: own.reaper });
  own.inheritsStrays = own.strays.adopt();
  return own.inheritsStrays;
}

/**
 * The native ports, or the reason why there are none: then the portable ones do everything. A manager of your own takes them as options:
 * `createManager({ stateDir, spawner, adoption, makeFifos, openReader })`.
 */
export function loadNative({ clock, inspector }: NativeContext): NativePorts | NoLibrary {
  shared ??= bindOrSayWhyNot();
  if ('reason' in shared) return shared;
  const own = shared;
  const otherwise = new SweepingAdoptionWatch(inspector, clock);
  return {
    library: own.library,
    events: own.events,
    spawner: own.spawner,
    adoption: new PidfdAdoptionWatch({ ends: new ProcessEnds(own.calls, own.events), inspector, clock, otherwise }),
    makeFifos: nativeMakeFifos(own.library),
    openReader: own.openReader,
    adoptStrays: () => adoptStrays(own, inspector),
  };
}
