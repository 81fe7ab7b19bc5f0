import { getSystemErrorMap } from 'node:util';

const codes = new Map<number, readonly [string, string]>();

/** An error like those of node:fs, from a positive `errno` as system calls leave it. */
export function systemError(errno: number, call: string, path?: string): NodeJS.ErrnoException {
  if (codes.size === 0) for (const [number, entry] of getSystemErrorMap()) codes.set(-number, entry);
  const [code, text] = codes.get(errno) ?? [`E${errno}`, 'unknown error'];
  const error: NodeJS.ErrnoException = new Error(`${code}: ${text}, ${call}${path === undefined ? '' : ` '${path}'`}`);
  return Object.assign(error, { errno: -errno, code, syscall: call, ...(path === undefined ? {} : { path }) });
}
