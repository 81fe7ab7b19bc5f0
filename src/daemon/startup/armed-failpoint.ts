import { armFailpoint } from '#core';

const VARIABLE = 'PROVISR_FAILPOINT';
/** Is reached only by an image of the daemon that was executed by another one. */
const OF_NEXT_IMAGE = 'reexec.executed';

/**
 * Lets the chaos suite kill this daemon at one moment of its choice. The variable is taken out, unless it is meant for the next image.
 * @throws ProvisrError PROVISR_USAGE_INVALID for a name that is none
 */
export function armFailpointFrom(env: NodeJS.ProcessEnv, isNextImage: boolean): void {
  const text = env[VARIABLE];
  if (text === undefined || (text.startsWith(OF_NEXT_IMAGE) && !isNextImage)) return;
  delete env[VARIABLE];
  armFailpoint(text);
}
