import { fileURLToPath } from 'node:url';

/** Absolute path of one of the programs in test/programs. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
}
