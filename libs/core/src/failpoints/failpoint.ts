import { ProvisrError } from '../errors.js';

/**
 * Moments between two steps that belong together. A manager that dies there must leave nothing that the next one cannot put right; the
 * chaos suite lets it die at each of them.
 */
export const FAILPOINTS = [
  'start.recorded',
  'start.spawned',
  'start.pid-file',
  'stop.signalled',
  'stop.ended',
  'stop.forgotten',
  'rotate.renamed',
  'rotate.exchanged',
  'adopt.found',
  'adopt.taken',
  'register.written',
  'unregister.removed',
  'reexec.frozen',
  'reexec.described',
  'reexec.executed',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

let armed: Failpoint | null = null;
let left = 0;

/** Dies here, by SIGKILL, when this is the failpoint that was armed. Otherwise nothing. */
export function failpoint(name: Failpoint): void {
  if (armed === null || armed !== name) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

/**
 * Arms one failpoint of this process, for tests: `<name>`, or `<name>:<n>` to die when it is reached for the n-th time.
 * @throws ProvisrError PROVISR_USAGE_INVALID for a name that is none
 */
export function armFailpoint(text: string): void {
  const [name = '', count = '1'] = text.split(':');
  const known = FAILPOINTS.find((candidate) => candidate === name);
  if (!known || !/^[1-9]\d{0,8}$/.test(count)) {
    throw new ProvisrError('PROVISR_USAGE_INVALID', `PROVISR_FAILPOINT is "${text}", which is no failpoint`, {
      hint: `unset it: it is for tests and kills the daemon; there are: ${FAILPOINTS.join(', ')}`,
    });
  }
  armed = known;
  left = Number(count);
}
