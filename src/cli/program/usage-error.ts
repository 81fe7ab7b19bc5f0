import { CommanderError } from 'commander';
import { ProvisrError } from '#core/errors';

/** What commander throws after it has printed what was asked for. */
const ASKED_FOR = ['commander.help', 'commander.helpDisplayed', 'commander.version'];

export function isHelpOrVersion(error: unknown): boolean {
  return error instanceof CommanderError && ASKED_FOR.includes(error.code);
}

/**
 * Commander's message as ours: `error: unknown option '--nmae'\n(Did you mean --name?)` becomes the sentence and the hint
 * `did you mean --name?`. Anything else is returned as it is.
 */
export function asUsageError(error: unknown, helpCommand: string): unknown {
  if (!(error instanceof CommanderError)) return error;
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /^\((Did you mean .*\?)\)$/.exec(rest.join(' ').trim())?.[1];
  const hint = suggestion === undefined ? `see '${helpCommand}'` : suggestion.replace('Did', 'did');
  return new ProvisrError('PROVISR_USAGE_INVALID', first, { hint, cause: error });
}
