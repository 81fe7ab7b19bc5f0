import { ProvisrError } from '../errors.js';
import { splitShellWords } from './shell-words.js';

const SHELLS = /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|dash|ash|ksh|zsh)$/;

/** Reserved words and built-ins that no program of that name can stand in for. */
const SHELL_ONLY = new Set(
  '. : alias bg break case cd continue do done elif else esac eval exec exit export fg fi for if jobs local read readonly return set shift source then times trap ulimit umask unalias unset until wait while'.split(
    ' ',
  ),
);

/** `sh -c '…'` written out: the flags word holds `c` and a script follows. */
function isExplicitShell(words: readonly string[]): boolean {
  return words.length >= 3 && SHELLS.test(words[0] ?? '') && /^-[a-z]*c$/.test(words[1] ?? '');
}

/**
 * Turns a `command` string into what is executed. With shell syntax outside quotes it becomes `/bin/sh -c command`;
 * without, it is split by POSIX quoting and executed directly; an explicit `sh -c '…'` is not wrapped again.
 * @throws ProvisrError PROVISR_SPEC_INVALID when it is empty, holds a NUL byte or a quote is left open
 */
export function parseCommand(command: string): readonly string[] {
  if (command.trim() === '') throw new ProvisrError('PROVISR_SPEC_INVALID', 'command must not be empty');
  if (command.includes('\0')) throw new ProvisrError('PROVISR_SPEC_INVALID', 'command must not contain a NUL byte');
  const { words, needsShell, needsShellUnquoted, unterminated } = splitShellWords(command);
  if (unterminated) {
    throw new ProvisrError('PROVISR_SPEC_INVALID', `command has an unterminated quote: ${command}`, {
      hint: 'close the quote, or use args = [ … ], which needs none',
    });
  }
  if (isExplicitShell(words) && !needsShellUnquoted) return words;
  if (needsShell || SHELL_ONLY.has(words[0] ?? '')) return ['/bin/sh', '-c', command];
  return words;
}
