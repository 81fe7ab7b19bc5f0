import { closeSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** open(2): the close-on-exec bit as proc_pid_fdinfo(5) prints it, octal. */
const O_CLOEXEC = 0o2000000;

/** A descriptor above 2 that every child would inherit. */
export interface InheritedDescriptor {
  readonly fd: number;
  /** What it refers to, as the link in /proc says. */
  readonly target: string;
}

function staysOpenOnExec(fd: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & O_CLOEXEC) === 0;
  } catch {
    return false; // closed meanwhile: the descriptor of the directory listing itself
  }
}

function targetOf(fd: number): string | null {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return null; // closed meanwhile
  }
}

/**
 * Descriptors that this process was started with and that every child would inherit. All that Node opens itself is close-on-exec, and
 * Node marks inherited ones only up to the first gap above 15.
 */
export function inheritedDescriptors(): readonly InheritedDescriptor[] {
  let names: string[];
  try {
    names = readdirSync('/proc/self/fd');
  } catch {
    return []; // no /proc on this platform
  }
  const fds = names.map(Number).filter((fd) => fd > 2 && staysOpenOnExec(fd));
  return fds.flatMap((fd) => {
    const target = targetOf(fd);
    return target === null ? [] : [{ fd, target }];
  });
}

/**
 * Closes what was found at an earlier moment and is still there, so that supervised processes get 0, 1 and 2 and nothing else. Two moments,
 * because libraries beneath Node have files open for a while without close-on-exec, in other threads (OpenSSL its certificates at
 * start-up): closing one of these would take away the descriptor of whoever gets its number next. Returns which.
 */
export function closeInheritedDescriptors(found: readonly InheritedDescriptor[]): readonly number[] {
  return found.flatMap(({ fd, target }) => (staysOpenOnExec(fd) && targetOf(fd) === target && closes(fd) ? [fd] : []));
}

function closes(fd: number): boolean {
  try {
    closeSync(fd);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EBADF') throw error;
    return false; // it went by itself just now
  }
}
