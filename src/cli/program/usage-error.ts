import { CommanderError } from 'commander';
import { ProvisrError } from '#core/errors';

/** Whether commander has printed what was asked for: help or version. */
export function isHelpOrVersion(error: unknown): boolean {
  return error instanceof CommanderError && error.exitCode === 0;
}

const UNKNOWN_COMMAND = 'commander.unknownCommand';

/** Help that nobody asked for: the words name no command, or one there is not (`provisr help nope`). */
const NO_COMMAND = 'commander.help';

/**
 * Commander's message as ours: `error: unknown option '--nmae'\n(Did you mean --name?)` becomes the sentence and the hint
 * `did you mean --name?`. Anything else is returned as it is.
 * @param aboutUnknown said of a command that is not known, where nothing is like it
 */
export function asUsageError(error: unknown, helpCommand: string, aboutUnknown = ''): unknown {
  if (!(error instanceof CommanderError)) return error;
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /^\((Did you mean .*\?)\)$/.exec(rest.join(' ').trim())?.[1];
  const further = error.code === UNKNOWN_COMMAND ? aboutUnknown : '';
  const hint = suggestion === undefined ? `see '${helpCommand}'${further}` : suggestion.replace('Did', 'did');
  return new ProvisrError('PROVISR_USAGE_INVALID', error.code === NO_COMMAND ? 'name a command' : first, { hint, cause: error });
}
