import { interruption } from './interruption.js';
import type { Io, IoFlags } from './io.js';

/** The real world: the streams and the environment of this process. */
export function processIo(flags: IoFlags): Io {
  const { env, stdout, stderr } = process;
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    isTty: stdout.isTTY === true,
    hasErrTty: stderr.isTTY === true,
    // Asked anew each time: a window may be resized while something is watched in it.
    get columns() {
      return sizeOf(stdout, 'columns');
    },
    get rows() {
      return sizeOf(stdout, 'rows');
    },
    hasColour: wantsColour(flags, env, stdout.isTTY === true),
    format: flags.output ?? 'table',
    isVerbose: flags.verbose === true,
    env,
    cwd: process.cwd(),
    interruption,
  };
}

/** `null` where there is no terminal, or one that does not know its size (a serial line). */
function sizeOf(stdout: NodeJS.WriteStream, side: 'columns' | 'rows'): number | null {
  return stdout.isTTY === true && stdout[side] > 0 ? stdout[side] : null;
}

/** `--no-color` and NO_COLOR (https://no-color.org: any non-empty value) beat FORCE_COLOR, which beats what the terminal is. */
export function wantsColour(flags: IoFlags, env: Readonly<Record<string, string | undefined>>, isTty: boolean): boolean {
  if (flags.color === false || (env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTty && env['TERM'] !== 'dumb';
}

let endsOnClosedPipe = true;

/** From now on nobody has to listen: a daemon goes on when the reader of its output is gone. */
export function outliveClosedPipe(): void {
  endsOnClosedPipe = false;
}

/** A reader that went away (`provisr status | head -1`) ends the command quietly, as SIGPIPE ends other programs. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      if (endsOnClosedPipe) process.exit();
    });
  }
}
