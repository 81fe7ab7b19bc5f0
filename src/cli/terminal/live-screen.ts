import type { Io } from './io.js';
import { cutFrame } from './cut-frame.js';

/** The alternate screen (xterm, and whatever calls itself so): what was on the screen is there again afterwards. The cursor is not shown. */
const ENTER = '\u001B[?1049h\u001B[?25l';
const LEAVE = '\u001B[?25h\u001B[?1049l';
/** Cursor home and "erase below" (ECMA-48): drawing over the old frame does not flicker as clearing does. */
const HOME = '\u001B[H';
const ERASE_BELOW = '\u001B[J';
const ERASE_LINE = '\u001B[K';

const DEADLY_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Frames of which each takes the place of the one before. */
export interface LiveScreen {
  draw(frame: string): void;
  /** Gives the terminal back, and leaves the last frame on it. */
  close(): void;
}

/** On a terminal its whole screen; elsewhere frames follow one another. */
export function openLiveScreen(io: Io): LiveScreen {
  if (!io.isTty || io.format !== 'table') return { draw: io.out, close: () => undefined };
  let last = '';
  const close = (): void => {
    for (const signal of DEADLY_SIGNALS) process.off(signal, die);
    io.out(LEAVE + last);
  };
  const die = (signal: NodeJS.Signals): void => {
    close();
    process.kill(process.pid, signal);
  };
  for (const signal of DEADLY_SIGNALS) process.on(signal, die);
  io.out(ENTER);
  return {
    draw(frame) {
      last = frame;
      const shown = cutFrame(io, frame).replaceAll('\n', `${ERASE_LINE}\n`);
      io.out(`${HOME}${shown}${ERASE_LINE}${ERASE_BELOW}`);
    },
    close,
  };
}
