import type { ProcessSpecInput } from '#client';
import type { ProcessSpec } from '#core';

/**
 * The wire form of a loaded specification for a daemon that does not know its file: with the PID file and the environment that file gives
 * it. The daemon expands `${NAME}` once more, so a `$` that is meant is doubled.
 */
export function specForDaemon(spec: ProcessSpec): ProcessSpecInput {
  const env = Object.fromEntries(Object.entries(spec.env).map(([name, value]) => [name, value.replaceAll('$', '$$$$')]));
  return { ...spec.document, name: spec.name, pid_file: spec.pidFile, env };
}
