import { chmodSync } from 'node:fs';
import type { MakeFifos } from '#core';
import type { NativeLibrary } from '../library/load-library.js';
import { systemError } from '../library/system-error.js';

const FIFO_MODE = 0o600;

/** {@link MakeFifos} by mkfifo(3). @throws when the symbol is missing */
export function nativeMakeFifos({ koffi, symbols }: NativeLibrary): MakeFifos {
  const mkfifo = symbols.func('int mkfifo(const char *path, uint32_t mode)');
  const make = (path: string): void => {
    if ((mkfifo(path, FIFO_MODE) as number) !== 0) throw systemError(koffi.errno(), 'mkfifo', path);
    chmodSync(path, FIFO_MODE); // whatever the umask took away
  };
  return async (paths) => paths.forEach(make);
}
