import { isProvisrError, messageOf, type ProvisrError } from '#core/errors';
import type { Io } from '../terminal/io.js';
import { paint } from './colour.js';

/** Prints what went wrong: one line, what belongs to it indented, and the next step. Traces only when verbose. */
export function reportError(io: Io, error: unknown): void {
  const [first = '', ...more] = messageOf(error)
    .trim()
    .split(/\s*\n\s*/);
  io.err(`${paint(io, 'bad', 'error:')} ${first}\n`);
  for (const line of more) io.err(`${line}\n`);
  if (isProvisrError(error)) {
    for (const line of detailLines(error)) io.err(`  ${line}\n`);
    if (error.hint !== undefined) io.err(`${paint(io, 'dim', 'hint:')} ${error.hint}\n`);
  }
  if (io.isVerbose) io.err(trace(error));
  else if (!isProvisrError(error))
    io.err(`${paint(io, 'dim', 'hint:')} this should not happen; run it again with --verbose and report what it prints\n`);
}

function trace(error: unknown): string {
  const own = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const code = isProvisrError(error) ? `${error.code}\n` : '';
  const cause = error instanceof Error && error.cause !== undefined ? `caused by ${trace(error.cause)}` : '';
  return `${code}${own}\n${cause}`;
}

/** What an error knows beyond the sentence: findings of a validation, members of a group, the last words of a program. */
function detailLines(error: ProvisrError): string[] {
  const { errors, members, processes, stderr_tail: stderrTail } = error.details ?? {};
  return [...findings(errors), ...outcomes(members), ...outcomes(processes), ...lastWords(stderrTail)];
}

function findings(value: unknown): string[] {
  // A single one stands in the sentence.
  if (!Array.isArray(value) || value.length < 2) return [];
  // Problems of a configuration file name their place, and stand in the message already.
  const fields = (value as { file?: unknown; pointer?: unknown; message?: unknown; suggestion?: unknown }[]).filter(
    ({ file }) => file === undefined,
  );
  return fields.map(({ pointer, message, suggestion }) => {
    const sentence = [pointer, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
    return typeof suggestion === 'string' ? `${sentence} (${suggestion})` : sentence;
  });
}

/** Of the members of a group, or of several processes. */
function outcomes(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return (value as { name?: unknown; error?: unknown }[]).map((member) => `${String(member.name)}: ${String(member.error ?? 'ok')}`);
}

function lastWords(value: unknown): string[] {
  return Array.isArray(value) ? value.map((line) => `stderr: ${String(line)}`) : [];
}
