import type { ProcessEntry, ProcessIdentity, ProcessInspector } from './process-inspector.js';

function exists(target: number): boolean {
  try {
    process.kill(target, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Where there is no /proc. Start times are unknown, so nothing written down by an earlier manager can be proven to be
 * the same process: it is never adopted and never signalled. Own children are supervised in full.
 */
export class PortableInspector implements ProcessInspector {
  readonly bootId = null;

  identify(): ProcessIdentity | null {
    return null;
  }

  isAlive(): boolean {
    return false;
  }

  ageMs(): number | null {
    return null;
  }

  groupMembers(processGroup: number): readonly number[] {
    return exists(-processGroup) ? [processGroup] : [];
  }

  entries(): readonly ProcessEntry[] {
    return [];
  }

  entryOf(): ProcessEntry | null {
    return null;
  }

  childrenOf(): readonly number[] {
    return [];
  }

  reapers(): readonly number[] {
    return [];
  }

  environmentOf(): ReadonlyMap<string, string> | null {
    return null;
  }

  descriptorTarget(): string | null {
    return null;
  }
}
