import type { NativeLibrary } from '../library/load-library.js';

/** `size_t` of malloc_trim(3): how much may stay free at the top of the heap. */
const KEEP_NOTHING = 0;

/**
 * Gives back to the system what was freed, also in the middle of the heap (malloc_trim(3)): glibc keeps it otherwise.
 * @returns `false` where the C library has no such call (musl gives back by itself)
 */
export function trimHeap({ symbols }: NativeLibrary): boolean {
  let trim: (keep: number) => number;
  try {
    trim = symbols.func('int malloc_trim(size_t keep)') as (keep: number) => number;
  } catch {
    return false;
  }
  trim(KEEP_NOTHING);
  return true;
}
