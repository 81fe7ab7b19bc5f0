import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import type { LibraryHandle } from 'koffi';
import { messageOf } from '#core/errors';

/** The foreign function interface, as loaded. */
export type Koffi = typeof import('koffi');

/** What calls are bound to. */
export interface NativeLibrary {
  readonly koffi: Koffi;
  /** Every symbol of this process: libc, and the libuv that runs Node's own event loop. */
  readonly symbols: LibraryHandle;
}

/** Why there is none. */
export interface NoLibrary {
  readonly reason: string;
}

let loaded: NativeLibrary | NoLibrary | null = null;

function load(): NativeLibrary | NoLibrary {
  if (process.platform !== 'linux') return { reason: `native supervision is made for Linux, not for ${process.platform}` };
  // The default loop of libuv is that of the main thread (uv_default_loop).
  if (!isMainThread) return { reason: 'native supervision needs the main thread' };
  try {
    const koffi = createRequire(import.meta.url)('koffi') as Koffi;
    return { koffi, symbols: koffi.load(null) };
  } catch (error) {
    // Node goes on with where it looked.
    return { reason: `the optional package "koffi" cannot be loaded: ${messageOf(error).split('\n', 1)[0]}` };
  }
}

/** Loads koffi, once; an optional dependency, so its absence is an answer and no error. */
export function loadLibrary(): NativeLibrary | NoLibrary {
  loaded ??= load();
  return loaded;
}
