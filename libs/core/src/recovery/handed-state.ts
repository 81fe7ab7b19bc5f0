/** The written form of what is handed over, and whether what was read is that. */
import type { HandedProcess, HandedRun, Progress } from '../process/handed-process.js';
import type { History } from '../process/history.js';
import type { Run, Snapshot } from '../process/machine.js';

/** Of {@link HandedProcess}. Whoever changes its meaning counts on: a version that is not understood is adopted by its records. */
export const HANDED_STATE_VERSION = 1;

const PHASES = new Set(['stopped', 'starting', 'running', 'stopping', 'backoff', 'failed']);

type Unproven = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Unproven => typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isOrNull = <T>(value: unknown, is: (value: unknown) => value is T): value is T | null => value === null || is(value);
const isString = (value: unknown): value is string => typeof value === 'string';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';

function isIdentity(value: unknown): value is Unproven {
  return isObject(value) && isNumber(value['pid']) && isNumber(value['startUnix']) && isOrNull(value['startTicks'], isNumber);
}

function isExit(value: unknown): value is Unproven {
  return isObject(value) && isOrNull(value['code'], isNumber) && isOrNull(value['signal'], isString) && isOrNull(value['error'], isString);
}

function isRun(value: unknown): value is Run {
  return (
    isObject(value) &&
    isNumber(value['pid']) &&
    isNumber(value['startedAtMs']) &&
    isFlag(value['leaderAlive']) &&
    isOrNull(value['exit'], isExit)
  );
}

function isSnapshot(value: unknown): value is Snapshot {
  if (!isObject(value) || !isString(value['phase']) || !PHASES.has(value['phase']) || !isString(value['verdict'])) return false;
  const flags = [value['wanted'], value['automatic'], value['doomed']];
  const counts = [value['attempt'], value['failures'], value['kills']];
  return flags.every(isFlag) && counts.every(isNumber) && isOrNull(value['run'], isRun);
}

function isHistory(value: unknown): value is History {
  if (!isObject(value) || !isNumber(value['restarts']) || !isOrNull(value['lastExit'], isExit)) return false;
  const moments = [value['startedAt'], value['stoppedAt']];
  return (
    moments.every((moment) => isOrNull(moment, isNumber)) && [value['runId'], value['digest']].every((text) => isOrNull(text, isString))
  );
}

function isProgress(value: unknown): value is Progress {
  if (!isObject(value) || !isString(value['startCause']) || !isString(value['stopCause'])) return false;
  const numbers = [value['attempts'], value['startAskedAtMs'], value['stopSignalledAtMs']];
  return numbers.every(isNumber) && isOrNull(value['dueInMs'], isNumber) && isOrNull(value['nextRestartAt'], isNumber);
}

function isHandedRun(value: unknown): value is HandedRun {
  if (!isObject(value) || !isNumber(value['pid']) || !isFlag(value['isChild']) || !isFlag(value['isDetected'])) return false;
  return isOrNull(value['identity'], isIdentity) && isOrNull(value['tracked'], isIdentity);
}

function isProcess(value: unknown): value is HandedProcess {
  if (!isObject(value) || !isString(value['name']) || !Array.isArray(value['fifos']) || !value['fifos'].every(isNumber)) return false;
  if (!isObject(value['recent']) || !Object.values(value['recent']).every(isString)) return false;
  const hasParts = isSnapshot(value['snapshot']) && isHistory(value['history']) && isProgress(value['progress']);
  return hasParts && isOrNull(value['run'], isHandedRun) && isOrNull(value['exit'], isExit);
}

/** The processes of a hand-over; `null` when the version is another one or anything is not as it should be. All or nothing. */
export function parseHandedState(value: unknown): readonly HandedProcess[] | null {
  if (!isObject(value) || value['version'] !== HANDED_STATE_VERSION || !Array.isArray(value['processes'])) return null;
  const processes: readonly unknown[] = value['processes'];
  return processes.every(isProcess) ? processes : null;
}
