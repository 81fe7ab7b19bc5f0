import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A temporary directory that goes away with everything in it. */
export interface ScratchDirectory {
  readonly path: string;
  /** Writes a file below it, making directories, and returns its path. */
  write(relative: string, text: string): string;
  /** Removes it with all that is in it. */
  remove(): void;
}

/** Makes a directory of its own below that of the system. @param label part of its name */
export function scratchDirectory(label = 'test'): ScratchDirectory {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `provisr-${label}-`)));
  return {
    path,
    write(relative, text) {
      const file = join(path, relative);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}
