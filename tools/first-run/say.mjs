import process from 'node:process';

/** A failure whose reason is told in one line, with a hint where there is a next step. */
export class FirstRunError extends Error {
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

/** One line for the person at the terminal; stderr, so that stdout stays what the started program writes. */
export function say(line) {
  process.stderr.write(`provisr: ${line}\n`);
}

/** Seconds since `startedMs` with one decimal. */
export function seconds(startedMs) {
  return `${((Date.now() - startedMs) / 1000).toFixed(1)} s`;
}
