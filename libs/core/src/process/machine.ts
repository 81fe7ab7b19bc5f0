/**
 * The life of one process as a pure function. What is wanted (`wanted`) and what is (`phase`, `run`) are kept apart:
 * an operator's word changes the first at once, and the second follows as the world allows.
 *
 * A *run* is one spawn: a leader and its process group. It lasts until the whole group is gone, so a restart never
 * overlaps with what an earlier leader left behind. Every phase has at most one timer; leaving a phase drops it.
 *
 * An absent cell in the table means: ignored on purpose in that phase.
 */
import type { Exit } from './exit.js';
import { backoffDelayMs, isExpectedExit, KILL_REPEAT_MS, KILLS_UNTIL_STUCK, type Policy, restartsAfter } from './policy.js';
import type { ProcessState } from './status.js';

/** One spawn, from the moment its PID is known until its process group is empty. */
export interface Run {
  /** PID of the leader, and so the id of the group and the session. */
  readonly pid: number;
  readonly startedAtMs: number;
  readonly leaderAlive: boolean;
  /** How the leader ended. */
  readonly exit: Exit | null;
}

/** What is decided when the group that is being stopped is gone. */
export type Verdict = 'asked' | 'crashed' | 'start-failed';

export interface Snapshot {
  readonly phase: ProcessState;
  readonly wanted: boolean;
  readonly run: Run | null;
  /** Attempts made in the current start; 0 while none is under way. */
  readonly attempt: number;
  /** Ends of runs shorter than the reset time, in a row. */
  readonly failures: number;
  readonly verdict: Verdict;
  /** SIGKILLs sent to the current run. */
  readonly kills: number;
  /** The current start was decided by the restart policy. */
  readonly automatic: boolean;
  /** A stop came while the spawn was under way: what is spawned must go down first, even if it is wanted again. */
  readonly doomed: boolean;
}

/** `atMs` is monotonic. */
export type MachineEvent =
  | { readonly type: 'start'; readonly atMs: number }
  | { readonly type: 'stop'; readonly atMs: number; readonly timeoutMs?: number | undefined }
  | { readonly type: 'restart'; readonly atMs: number; readonly timeoutMs?: number | undefined }
  | { readonly type: 'spawned'; readonly atMs: number; readonly pid: number }
  | { readonly type: 'spawn-failed'; readonly atMs: number; readonly exit: Exit }
  /** The leader ended. */
  | { readonly type: 'exited'; readonly atMs: number; readonly exit: Exit; readonly groupEmpty: boolean }
  /** The last member of the group is gone, after the leader. */
  | { readonly type: 'emptied'; readonly atMs: number }
  /** The one timer of this phase fired. */
  | { readonly type: 'due'; readonly atMs: number }
  /** A live run of an earlier manager was recognised; without its leader it is only swept. */
  | { readonly type: 'adopted'; readonly atMs: number; readonly run: Run; readonly failures: number; readonly wanted: boolean };

export type Effect =
  | { readonly do: 'spawn'; readonly attempt: number }
  | { readonly do: 'signal'; readonly group: number; readonly kill: boolean }
  | { readonly do: 'arm'; readonly delayMs: number }
  | { readonly do: 'disarm' }
  | { readonly do: 'announce'; readonly from: ProcessState; readonly to: ProcessState }
  /** The leader ended: for listeners and the status. */
  | { readonly do: 'ended'; readonly exit: Exit; readonly ranMs: number; readonly expected: boolean }
  | { readonly do: 'back-off'; readonly delayMs: number; readonly failures: number }
  | { readonly do: 'give-up'; readonly failures: number }
  | { readonly do: 'count-restart' }
  /** Answers whoever waits: `up` and `start-failed` and `superseded` those who asked for a start, `down` and `stuck` those for a stop. */
  | { readonly do: 'answer'; readonly what: 'up' | 'start-failed' | 'superseded' | 'down' | 'stuck' };

export type Step = readonly [Snapshot, readonly Effect[]];

type Cell<T extends MachineEvent['type']> = (s: Snapshot, e: Extract<MachineEvent, { type: T }>, p: Policy) => Step;
type Row = { readonly [T in MachineEvent['type']]?: Cell<T> };

/** A process that was never started. */
export const INITIAL: Snapshot = {
  phase: 'stopped',
  wanted: false,
  run: null,
  attempt: 0,
  failures: 0,
  verdict: 'asked',
  kills: 0,
  automatic: false,
  doomed: false,
};

const answer = (what: Extract<Effect, { do: 'answer' }>['what']): Effect => ({ do: 'answer', what });

function enter(s: Snapshot, patch: Partial<Snapshot> & { phase: ProcessState }, ...effects: Effect[]): Step {
  return [{ ...s, ...patch }, effects];
}

function launch(s: Snapshot, attempt: number, ...effects: Effect[]): Step {
  return enter(s, { phase: 'starting', wanted: true, run: null, attempt, verdict: 'asked', kills: 0, doomed: false }, ...effects, {
    do: 'spawn',
    attempt,
  });
}

function launchAsked(s: Snapshot): Step {
  return launch({ ...s, failures: 0, automatic: false }, 1);
}

function rest(s: Snapshot, phase: 'stopped' | 'failed', ...effects: Effect[]): Step {
  return enter(s, { phase, wanted: false, run: null, attempt: 0, kills: 0, verdict: 'asked', automatic: false, doomed: false }, ...effects);
}

function restDown(s: Snapshot): Step {
  return rest({ ...s, failures: 0 }, 'stopped', answer('superseded'), answer('down'));
}

function arrive(s: Snapshot): Step {
  return enter(s, { phase: 'running', attempt: 0 }, answer('up'));
}

/** Asks the group to end; the kill follows when the time is up. */
function sweep(s: Snapshot, verdict: Verdict, timeoutMs: number, ...effects: Effect[]): Step {
  const group = s.run!.pid;
  return enter(
    s,
    { phase: 'stopping', verdict, kills: 0, attempt: verdict === 'asked' ? 0 : s.attempt },
    ...effects,
    { do: 'signal', group, kill: false },
    { do: 'arm', delayMs: timeoutMs },
  );
}

function halt(s: Snapshot, e: { timeoutMs?: number | undefined }, p: Policy, wanted: boolean): Step {
  return sweep({ ...s, wanted }, 'asked', e.timeoutMs ?? p.stopTimeoutMs, ...(wanted ? [] : [answer('superseded')]));
}

/** @param lastRunMs how long the run lasted that ended */
function backOff(s: Snapshot, p: Policy, failures: number, lastRunMs: number): Step {
  if (p.maxRestarts > 0 && failures > p.maxRestarts) return rest({ ...s, failures }, 'failed', { do: 'give-up', failures: failures - 1 });
  const delayMs = backoffDelayMs(p, failures, lastRunMs);
  return enter(
    s,
    { phase: 'backoff', run: null, attempt: 0, failures, kills: 0 },
    { do: 'back-off', delayMs, failures },
    { do: 'arm', delayMs },
  );
}

/** A start did not get through: another attempt, or the restart policy, or failed. */
function attemptFailed(s: Snapshot, p: Policy, lastRunMs: number): Step {
  if (s.attempt <= p.retryCount) {
    return enter(s, { phase: 'backoff', run: null, kills: 0 }, { do: 'arm', delayMs: p.retryIntervalMs });
  }
  const [next, effects] =
    p.autoRestart === 'never' ? rest(s, 'failed', { do: 'give-up', failures: s.failures }) : backOff(s, p, s.failures + 1, lastRunMs);
  return [next, [answer('start-failed'), ...effects]];
}

/** A run that counted as started has ended without being asked to. */
function crashed(s: Snapshot, p: Policy, run: Run, atMs: number): Step {
  const exit = run.exit!;
  if (!restartsAfter(p, exit)) return rest({ ...s, failures: 0 }, isExpectedExit(p, exit) ? 'stopped' : 'failed');
  const ranMs = atMs - run.startedAtMs;
  return backOff(s, p, ranMs > p.restartResetMs ? 1 : s.failures + 1, ranMs);
}

/** The whole group is gone. */
function conclude(s: Snapshot, run: Run, p: Policy, atMs: number): Step {
  const gone = { ...s, run: null, kills: 0 };
  if (!s.wanted) return restDown(gone);
  if (s.verdict === 'start-failed') return attemptFailed(gone, p, atMs - run.startedAtMs);
  if (s.verdict === 'crashed') return crashed(gone, p, run, atMs);
  const [next, effects] = launchAsked(gone);
  return [next, [answer('down'), ...effects]];
}

function exited(verdict: 'crashed' | 'start-failed'): Cell<'exited'> {
  return (s, e, p) => {
    const run: Run = { ...s.run!, leaderAlive: false, exit: e.exit };
    const ended: Effect = {
      do: 'ended',
      exit: e.exit,
      ranMs: e.atMs - run.startedAtMs,
      expected: verdict === 'crashed' && isExpectedExit(p, e.exit),
    };
    const left = { ...s, run, verdict };
    const [next, effects] = e.groupEmpty ? conclude(left, run, p, e.atMs) : sweep(left, verdict, p.stopTimeoutMs);
    return [next, [ended, ...effects]];
  };
}

function spawned(s: Snapshot, e: Extract<MachineEvent, { type: 'spawned' }>, p: Policy): Step {
  const live: Snapshot = { ...s, run: { pid: e.pid, startedAtMs: e.atMs, leaderAlive: true, exit: null } };
  if (s.doomed) return halt(live, {}, p, s.wanted);
  return p.startDurationMs > 0 ? [live, [{ do: 'arm', delayMs: p.startDurationMs }]] : arrive(live);
}

/** Nothing came of the spawn that was to be stopped: that is as good as down. */
function settleDoomed(s: Snapshot): Step {
  if (!s.wanted) return restDown(s);
  const [next, effects] = launchAsked(s);
  return [next, [answer('down'), ...effects]];
}

function spawnFailed(s: Snapshot, e: Extract<MachineEvent, { type: 'spawn-failed' }>, p: Policy): Step {
  const [next, effects] = s.doomed ? settleDoomed(s) : attemptFailed(s, p, 0);
  return [next, [{ do: 'ended', exit: e.exit, ranMs: 0, expected: false }, ...effects]];
}

function adopted(s: Snapshot, e: Extract<MachineEvent, { type: 'adopted' }>, p: Policy): Step {
  const taken: Snapshot = { ...s, run: e.run, failures: e.failures, wanted: e.wanted };
  return e.wanted && e.run.leaderAlive ? arrive(taken) : sweep(taken, 'asked', p.stopTimeoutMs);
}

function killAgain(s: Snapshot): Step {
  const kills = s.kills + 1;
  const stuck = kills === KILLS_UNTIL_STUCK ? [answer('stuck')] : [];
  return [{ ...s, kills }, [{ do: 'signal', group: s.run!.pid, kill: true }, { do: 'arm', delayMs: KILL_REPEAT_MS }, ...stuck]];
}

/** A leader that ends while its group is being stopped. */
function exitedStopping(s: Snapshot, e: Extract<MachineEvent, { type: 'exited' }>, p: Policy): Step {
  const run: Run = { ...s.run!, leaderAlive: false, exit: e.exit };
  const ended: Effect = { do: 'ended', exit: e.exit, ranMs: e.atMs - run.startedAtMs, expected: true };
  if (!e.groupEmpty) return [{ ...s, run }, [ended]];
  const [next, effects] = conclude({ ...s, run }, run, p, e.atMs);
  return [next, [ended, ...effects]];
}

/** A word given while a stop is under way: only the will changes, and the time left may shrink. */
function stopAgain(s: Snapshot, e: Extract<MachineEvent, { type: 'stop' }>): Step {
  const rearm: Effect[] = e.timeoutMs !== undefined && s.kills === 0 ? [{ do: 'arm', delayMs: e.timeoutMs }] : [];
  return [{ ...s, wanted: false, verdict: 'asked' }, [answer('superseded'), ...rearm]];
}

const wantAgain = (s: Snapshot): Step => [{ ...s, wanted: true, verdict: 'asked' }, []];

const TABLE: Readonly<Record<ProcessState, Row>> = {
  stopped: { start: launchAsked, restart: launchAsked, stop: (s) => [s, [answer('down')]], adopted },
  failed: { start: launchAsked, restart: launchAsked, stop: restDown, adopted },
  backoff: {
    due: (s) => (s.attempt > 0 ? launch(s, s.attempt + 1) : launch({ ...s, automatic: true }, 1, { do: 'count-restart' })),
    start: launchAsked,
    restart: launchAsked,
    stop: restDown,
  },
  starting: {
    spawned,
    'spawn-failed': spawnFailed,
    exited: exited('start-failed'),
    due: arrive,
    start: (s) => [{ ...s, wanted: true }, []],
    restart: (s, e, p) => (s.run ? halt(s, e, p, true) : [{ ...s, wanted: true }, []]),
    stop: (s, e, p) => (s.run ? halt(s, e, p, false) : [{ ...s, wanted: false, doomed: true }, [answer('superseded')]]),
  },
  running: {
    exited: exited('crashed'),
    start: (s) => [s, [answer('up')]],
    restart: (s, e, p) => halt(s, e, p, true),
    stop: (s, e, p) => halt(s, e, p, false),
  },
  stopping: {
    exited: exitedStopping,
    emptied: (s, e, p) => conclude(s, s.run!, p, e.atMs),
    due: killAgain,
    start: wantAgain,
    restart: wantAgain,
    stop: stopAgain,
  },
};

/** The next snapshot and what is to be done. Runs nothing, reads no clock. */
export function transition(s: Snapshot, event: MachineEvent, policy: Policy): Step {
  const cell = TABLE[s.phase][event.type] as Cell<MachineEvent['type']> | undefined;
  if (!cell) return [s, []];
  const [next, effects] = cell(s, event, policy);
  if (next.phase === s.phase) return [next, effects];
  return [next, [{ do: 'disarm' }, { do: 'announce', from: s.phase, to: next.phase }, ...effects]];
}
