import { EXIT_USAGE, exitCodeOf } from '../exit-code.js';
import { reportError } from '../render/error-report.js';
import type { Io } from '../terminal/io.js';

/** Cursor home and "erase below" (ECMA-48): drawing over the old frame does not flicker as clearing does. */
const HOME = '\u001B[H';
const ERASE_BELOW = '\u001B[J';
const ERASE_LINE = '\u001B[K';

/**
 * Shows again and again until the command is interrupted. On a terminal each frame takes the place of the one before; elsewhere they follow
 * one another. A daemon that is away for a while is shown as such and looked for again.
 *
 * @param everyMs time between the end of one look and the beginning of the next
 */
export async function watch(io: Io, everyMs: number, show: (frame: Io) => Promise<void>): Promise<never> {
  for (;;) {
    let text = '';
    const frame: Io = { ...io, out: (part) => void (text += part), err: (part) => void (text += part) };
    await show(frame).catch((error: unknown) => {
      if (exitCodeOf(error) === EXIT_USAGE) throw error;
      reportError(frame, error);
    });
    io.out(io.isTty ? `${HOME}${text.replaceAll('\n', `${ERASE_LINE}\n`)}${ERASE_BELOW}` : text);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
