import { execFile } from 'node:child_process';

/** Output of a short system utility; empty when it is missing or fails. */
export function runForOutput(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(file, args, { timeout: 5_000 }, (error, stdout) => resolve(error ? '' : stdout));
  });
}
