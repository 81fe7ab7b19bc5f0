import { closeSync, readdirSync, readFileSync } from 'node:fs';

/** open(2): the close-on-exec bit as proc_pid_fdinfo(5) prints it, octal. */
const O_CLOEXEC = 0o2000000;

function staysOpenOnExec(fd: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & O_CLOEXEC) === 0;
  } catch {
    return false; // closed meanwhile: the descriptor of the directory listing itself
  }
}

/**
 * Descriptors above 2 that this process was started with and that every child would inherit. All that Node opens itself is
 * close-on-exec, and Node marks inherited ones only up to the first gap above 15.
 */
export function inheritedDescriptors(): readonly number[] {
  let names: string[];
  try {
    names = readdirSync('/proc/self/fd');
  } catch {
    return []; // no /proc on this platform
  }
  return names.map(Number).filter((fd) => fd > 2 && staysOpenOnExec(fd));
}

/** Closes them, so that supervised processes get 0, 1 and 2 and nothing else. Returns which. */
export function closeInheritedDescriptors(): readonly number[] {
  const found = inheritedDescriptors();
  for (const fd of found) closeSync(fd);
  return found;
}
