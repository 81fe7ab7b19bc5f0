/** Reasons that come one after the other are one. */
const GATHER_MS = 100;

/**
 * Does something once for all reasons that come together, one at a time: reasons that come while it is done make it be done once more.
 * @param work must not reject
 */
export function gathered(work: () => Promise<void>): () => void {
  let isDue = false;
  let isBusy = false;
  const run = async (): Promise<void> => {
    isBusy = true;
    isDue = false;
    await work();
    isBusy = false;
    if (isDue) setTimeout(() => void run(), GATHER_MS);
  };
  return () => {
    if (!isDue && !isBusy) setTimeout(() => void run(), GATHER_MS);
    isDue = true;
  };
}
