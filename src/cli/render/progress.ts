import type { Io } from '../terminal/io.js';

/** What is over at once needs no progress. */
const SHOW_AFTER_MS = 700;
const REFRESH_MS = 1000;
/** Carriage return and "erase in line" (ECMA-48). */
const ERASE = '\r\u001B[K';

/** Tells a person at a terminal that something is still under way, on standard error; nobody else sees anything. */
export async function withProgress<T>(io: Io, what: string, work: Promise<T>): Promise<T> {
  if (!io.hasErrTty) return work;
  const beganAt = performance.now();
  let isShown = false;
  const show = (): void => {
    isShown = true;
    io.err(`${ERASE}${what} … ${Math.round((performance.now() - beganAt) / 1000)}s`);
    timer = setTimeout(show, REFRESH_MS);
  };
  let timer = setTimeout(show, SHOW_AFTER_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    if (isShown) io.err(ERASE);
  }
}
