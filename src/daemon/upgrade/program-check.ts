import { execFile } from 'node:child_process';
import { Socket } from 'node:net';
import { messageOf, ProvisrError } from '#core';
import type { DaemonProgram } from '../../handover/index.js';
import { type CheckReport, parseReport } from './check-report.js';

/** A start that takes longer than this is none, ms. */
const CHECK_TIMEOUT_MS = 60_000;
const MOST_OUTPUT_BYTES = 1024 * 1024;

/** What makes `provisr serve` rehearse its start instead of making it. */
const CHECK_FLAG = '--check-upgrade';

/**
 * Lets a program rehearse the start that it is about to make, beside the daemon, which notices nothing.
 * @throws ProvisrError PROVISR_UPGRADE_REFUSED with what the program said
 */
export function checkProgram({ executable, nodeArgs, script, args }: DaemonProgram): Promise<CheckReport> {
  return new Promise((resolve, reject) => {
    const options = { timeout: CHECK_TIMEOUT_MS, maxBuffer: MOST_OUTPUT_BYTES, killSignal: 'SIGKILL' as const };
    const child = execFile(executable, [...nodeArgs, script, ...args, CHECK_FLAG, '--output', 'json'], options, (error, stdout, stderr) => {
      const report = error === null ? parseReport(stdout) : null;
      if (report !== null) resolve(report);
      else reject(refusal(executable, reasonOf(stderr, error)));
    });
    // A daemon that is told to end does not wait for it.
    child.unref();
    for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
  });
}

function refusal(executable: string, reason: string): ProvisrError {
  return new ProvisrError('PROVISR_UPGRADE_REFUSED', `the new program cannot take over: ${reason}`, {
    hint: 'the daemon goes on as it is; mend the new program or its configuration and try again',
    details: { executable, reason },
  });
}

/** The sentence that the program ended with, else how it ended. */
function reasonOf(stderr: string, error: (Error & { readonly killed?: boolean }) | null): string {
  if (error?.killed === true) return `its check took longer than ${CHECK_TIMEOUT_MS / 1000} seconds`;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const sentence = lines.find((line) => line.startsWith('error: ')) ?? lines.find((line) => /^\w*Error\b.*: /.test(line)) ?? lines.at(-1);
  if (sentence !== undefined) return sentence.replace(/^error: /, '').trim();
  return error === null ? 'it does not know how to be checked' : messageOf(error);
}
