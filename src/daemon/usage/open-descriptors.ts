import { readdirSync, statSync } from 'node:fs';

/** How many descriptors a process has open; `null` when it is gone or somebody else's. */
export function openDescriptors(pid: number): number | null {
  const directory = `/proc/${pid}/fd`;
  try {
    // Since Linux 6.2 the size of the directory is their number; before, it was 0, and a program may have a great many to list.
    return statSync(directory).size || readdirSync(directory).length;
  } catch {
    return null;
  }
}
