import { endMarked, newMark, type ScratchDirectory, scratchDirectory } from '#testing';

/** A directory of its own and a mark for everything that is started there. */
export interface MarkedScratch {
  readonly scratch: ScratchDirectory;
  /** Goes into the environment as `MARK_VARIABLE`. */
  readonly mark: string;
  /** Ends what bears the mark, and removes the directory. */
  readonly clear: () => Promise<void>;
}

/** @param name becomes part of the name of the directory */
export function markedScratch(name: string): MarkedScratch {
  const scratch = scratchDirectory(name);
  const mark = newMark();
  const clear = async (): Promise<void> => {
    await endMarked(mark);
    scratch.remove();
  };
  return { scratch, mark, clear };
}
