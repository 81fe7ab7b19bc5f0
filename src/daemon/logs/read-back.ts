import { closeSync, constants, openSync, readSync } from 'node:fs';

/**
 * At most `bytes` of what lies before `end` in a file that is open for writing only. Fewer when it cannot be read: it is
 * shorter by now, or may be written to and not read.
 */
export function readBack(path: string, end: number, bytes: number): Buffer {
  let fd = -1;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const buffer = Buffer.allocUnsafeSlow(bytes);
    const from = end - bytes;
    let at = 0;
    for (let count = -1; at < bytes && count !== 0; at += count) count = readSync(fd, buffer, at, bytes - at, from + at);
    return at < bytes ? buffer.subarray(0, at) : buffer;
  } catch {
    // Nothing that is stored depends on the answer: it is for those who look, and for whole lines.
    return Buffer.alloc(0);
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}
