import { ProvisrError } from '#core/errors';
import { SCRIPTS, SHELLS } from '../completion/scripts.js';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import type { Io } from '../terminal/io.js';

export interface CompletionArgs {
  readonly shell: string;
}

/** Prints the completion script of a shell. */
export function completion(io: Io, args: CompletionArgs): Promise<ExitCode> {
  const shell = SHELLS.find((name) => name === args.shell);
  if (shell === undefined) {
    throw new ProvisrError('PROVISR_USAGE_INVALID', `there is no completion for "${args.shell}"`, {
      hint: `give one of ${SHELLS.join(', ')}`,
    });
  }
  io.out(SCRIPTS[shell]);
  return Promise.resolve(EXIT_OK);
}
