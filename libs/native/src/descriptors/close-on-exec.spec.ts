import { closeSync, openSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadLibrary, type NativeLibrary } from '../library/load-library.js';
import { setCloseOnExec } from './close-on-exec.js';

const library = loadLibrary();
const CLOEXEC = 0o2000000;

function closesOnExec(fd: number): boolean {
  const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
  return (Number.parseInt(flags ?? '0', 8) & CLOEXEC) !== 0;
}

describe.skipIf('reason' in library)('close-on-exec', () => {
  it('is set and taken away', () => {
    const fd = openSync('/dev/null', 'r');
    expect(closesOnExec(fd)).toBe(true);
    setCloseOnExec(library as NativeLibrary, fd, false);
    expect(closesOnExec(fd)).toBe(false);
    setCloseOnExec(library as NativeLibrary, fd, true);
    expect(closesOnExec(fd)).toBe(true);
    closeSync(fd);
    expect(() => setCloseOnExec(library as NativeLibrary, fd, true)).toThrow(/EBADF/);
  });
});
