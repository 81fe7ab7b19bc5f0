import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Effect, INITIAL, type MachineEvent, type Snapshot, transition } from './machine.js';
import { backoffDelayMs, type Policy } from './policy.js';

const POLICY: Policy = {
  startDurationMs: 0,
  retryCount: 0,
  retryIntervalMs: 500,
  autoRestart: 'never',
  restartIntervalMs: 1_000,
  restartBackoff: 2,
  restartMaxIntervalMs: 60_000,
  restartResetMs: 10_000,
  maxRestarts: 0,
  exitCodes: [0],
  stopTimeoutMs: 10_000,
};

const crash = { code: 1, signal: null, error: null } as const;
const clean = { code: 0, signal: null, error: null } as const;

/** Feeds events one after the other and collects the effects. */
function play(policy: Policy, ...events: MachineEvent[]): { end: Snapshot; effects: Effect[] } {
  let end = INITIAL;
  const effects: Effect[] = [];
  for (const event of events) {
    const [next, done] = transition(end, event, policy);
    end = next;
    effects.push(...done);
  }
  return { end, effects };
}

const answers = (effects: Effect[]): string[] => effects.flatMap((effect) => (effect.do === 'answer' ? [effect.what] : []));
const start = (atMs = 0): MachineEvent => ({ type: 'start', atMs });
const stop = (atMs = 0): MachineEvent => ({ type: 'stop', atMs });
const spawned = (pid = 7, atMs = 0): MachineEvent => ({ type: 'spawned', atMs, pid });
const exited = (exit: typeof crash | typeof clean, atMs: number, groupEmpty = true): MachineEvent => ({
  type: 'exited',
  atMs,
  exit,
  groupEmpty,
});
const due = (atMs = 0): MachineEvent => ({ type: 'due', atMs });

describe('machine: starting', () => {
  it('counts as started at once without a start duration', () => {
    const { end, effects } = play(POLICY, start(), spawned());
    expect(end.phase).toBe('running');
    expect(answers(effects)).toEqual(['up']);
  });

  it('counts as started only after the start duration', () => {
    const policy = { ...POLICY, startDurationMs: 500 };
    expect(play(policy, start(), spawned()).end.phase).toBe('starting');
    expect(play(policy, start(), spawned(), due(500)).end.phase).toBe('running');
  });

  it('retries a failed start retry_count times, then is failed', () => {
    const policy = { ...POLICY, startDurationMs: 500, retryCount: 2 };
    const round = (n: number): MachineEvent[] => [spawned(n), exited(crash, 1)];
    const { end, effects } = play(policy, start(), ...round(1), due(), ...round(2), due(), ...round(3));
    expect(end.phase).toBe('failed');
    expect(effects.filter((effect) => effect.do === 'spawn')).toEqual([1, 2, 3].map((attempt) => ({ do: 'spawn', attempt })));
    expect(answers(effects)).toEqual(['start-failed']);
  });

  it('leaves a failed start to the restart policy when there is one', () => {
    const { end, effects } = play({ ...POLICY, startDurationMs: 500, autoRestart: 'always' }, start(), spawned(), exited(crash, 1));
    expect(end.phase).toBe('backoff');
    expect(answers(effects)).toEqual(['start-failed']);
  });

  it('takes down what was being spawned when a stop came in between, before it starts again', () => {
    const { end, effects } = play(POLICY, start(), stop(), start(), spawned(7));
    expect(end).toMatchObject({ phase: 'stopping', wanted: true });
    expect(effects.at(-2)).toEqual({ do: 'signal', group: 7, kill: false });
    const after = transition(end, exited(clean, 5), POLICY);
    expect(after[0].phase).toBe('starting');
    expect(answers([...after[1]])).toEqual(['down']);
  });
});

describe('machine: restart policy', () => {
  const always: Policy = { ...POLICY, autoRestart: 'always' };

  it('backs off with growing waits up to the longest', () => {
    expect([1, 2, 3, 6, 7, 8].map((n) => backoffDelayMs(always, n, 0))).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
    expect([9, 5_000].map((n) => backoffDelayMs({ ...always, restartIntervalMs: 0 }, n, 0))).toEqual([0, 0]);
  });

  it('counts short runs in a row and forgets them after a long one', () => {
    const short = play(always, start(), spawned(1), exited(crash, 5), due(), spawned(2, 10), exited(crash, 20));
    expect(short.end.failures).toBe(2);
    const long = play(always, start(), spawned(1), exited(crash, 5), due(), spawned(2, 10), exited(crash, 10_011));
    expect(long.end.failures).toBe(1);
  });

  it('gives up after max_restarts in a row', () => {
    const policy = { ...always, maxRestarts: 1 };
    const { end, effects } = play(policy, start(), spawned(1), exited(crash, 5), due(), spawned(2, 10), exited(crash, 20));
    expect(end).toMatchObject({ phase: 'failed', wanted: false });
    expect(effects).toContainEqual({ do: 'give-up', failures: 1 });
  });

  it('restarts on failure only for unexpected exits', () => {
    const policy: Policy = { ...POLICY, autoRestart: 'on-failure', exitCodes: [0, 3] };
    expect(play(policy, start(), spawned(), exited(clean, 1)).end.phase).toBe('stopped');
    expect(play(policy, start(), spawned(), exited(crash, 1)).end.phase).toBe('backoff');
  });

  it('tells an end that is fine from a failure when it does not restart', () => {
    expect(play(POLICY, start(), spawned(), exited(clean, 1)).end.phase).toBe('stopped');
    expect(play(POLICY, start(), spawned(), exited(crash, 1)).end.phase).toBe('failed');
  });

  it('holds a stop given during back-off', () => {
    const { end } = play(always, start(), spawned(), exited(crash, 1), stop(), due(2_000));
    expect(end).toMatchObject({ phase: 'stopped', wanted: false });
  });

  it('sweeps what a crashed leader left behind before it starts again', () => {
    const { end, effects } = play(always, start(), spawned(9), exited(crash, 1, false));
    expect(end.phase).toBe('stopping');
    expect(effects).toContainEqual({ do: 'signal', group: 9, kill: false });
    expect(transition(end, { type: 'emptied', atMs: 50 }, always)[0].phase).toBe('backoff');
  });
});

describe('machine: stopping', () => {
  it('kills the group when the time is up, again and again', () => {
    const { end, effects } = play(POLICY, start(), spawned(9), stop(), due(10_000), due(11_000));
    expect(effects.filter((effect) => effect.do === 'signal' && effect.kill)).toHaveLength(2);
    expect(end.phase).toBe('stopping');
  });

  it('is not over when only the leader is gone', () => {
    const { end } = play(POLICY, start(), spawned(9), stop(), exited(clean, 5, false));
    expect(end.phase).toBe('stopping');
    const [after, effects] = transition(end, { type: 'emptied', atMs: 9 }, POLICY);
    expect(after.phase).toBe('stopped');
    expect(answers([...effects])).toContain('down');
  });

  it('comes up again when a start arrives meanwhile', () => {
    expect(play(POLICY, start(), spawned(9), stop(), start(), exited(clean, 5)).end.phase).toBe('starting');
  });
});

/** A small world that interprets the effects: at most one group at a time may live, and only ours is signalled. */
class World {
  snapshot = INITIAL;
  readonly problems: string[] = [];
  live: { pid: number; leader: boolean; children: number } | null = null;
  spawnPending = false;
  timerArmed = false;
  waitingStops = 0;
  waitingStarts = 0;
  #nextPid = 100;
  #nowMs = 0;

  constructor(readonly policy: Policy) {}

  send(event: MachineEvent): void {
    const [next, effects] = transition(this.snapshot, event, this.policy);
    this.snapshot = next;
    for (const effect of effects) this.#apply(effect);
    this.#check();
  }

  #apply(effect: Effect): void {
    if (effect.do === 'spawn') {
      if (this.live || this.spawnPending) this.problems.push('second live copy');
      this.spawnPending = true;
    } else if (effect.do === 'signal') {
      if (this.live?.pid !== effect.group) this.problems.push(`signal to ${effect.group}, live is ${this.live?.pid}`);
    } else if (effect.do === 'arm') this.timerArmed = true;
    else if (effect.do === 'disarm') this.timerArmed = false;
    else if (effect.do === 'answer') this.#answer(effect.what);
  }

  #answer(what: string): void {
    if (what === 'down' || what === 'stuck') this.waitingStops = 0;
    else this.waitingStarts = 0;
  }

  #check(): void {
    const { phase, wanted } = this.snapshot;
    const atRest = phase === 'stopped' || phase === 'failed';
    if (atRest && (this.timerArmed || this.live || this.spawnPending || wanted)) this.problems.push(`${phase} but not at rest`);
    if (atRest && (this.waitingStops || this.waitingStarts)) this.problems.push(`${phase} with somebody waiting`);
    if (phase === 'running' && !this.live) this.problems.push('running without a process');
    if (phase === 'backoff' && (this.live || !this.timerArmed)) this.problems.push('back-off without timer or with a process');
    if (phase === 'stopping' && !this.timerArmed) this.problems.push('stopping without a deadline');
  }

  step(action: string): void {
    this.#nowMs += 7;
    const atMs = this.#nowMs;
    const steps: Record<string, () => void> = {
      start: () => (this.waitingStarts++, this.send({ type: 'start', atMs })),
      stop: () => (this.waitingStops++, this.send({ type: 'stop', atMs })),
      restart: () => (this.waitingStarts++, this.send({ type: 'restart', atMs })),
      due: () => void (this.timerArmed && ((this.timerArmed = false), this.send({ type: 'due', atMs }))),
      spawned: () => this.#resolveSpawn(true, atMs),
      refused: () => this.#resolveSpawn(false, atMs),
      exit: () => this.#endLeader(atMs, 0),
      exitLeaving: () => this.#endLeader(atMs, 1),
      orphanEnds: () => this.#endOrphan(atMs),
      wait: () => void (this.#nowMs += 20_000),
    };
    steps[action]!();
  }

  #resolveSpawn(ok: boolean, atMs: number): void {
    if (!this.spawnPending) return;
    this.spawnPending = false;
    if (!ok) return this.send({ type: 'spawn-failed', atMs, exit: { code: null, signal: null, error: 'EAGAIN' } });
    this.live = { pid: this.#nextPid++, leader: true, children: 0 };
    this.send({ type: 'spawned', atMs, pid: this.live.pid });
  }

  #endLeader(atMs: number, children: number): void {
    if (!this.live?.leader) return;
    this.live = children > 0 ? { ...this.live, leader: false, children } : null;
    this.send({ type: 'exited', atMs, exit: atMs % 2 ? crash : clean, groupEmpty: children === 0 });
  }

  #endOrphan(atMs: number): void {
    if (!this.live || this.live.leader) return;
    this.live = null;
    this.send({ type: 'emptied', atMs });
  }

  /** Lets everything that must happen happen. */
  drain(): void {
    for (let n = 0; n < 50; n++)
      for (const action of ['spawned', 'exit', 'orphanEnds']) if (this.snapshot.phase !== 'stopped') this.step(action);
  }
}

describe('machine: any order of events', () => {
  const policies = fc.record({
    startDurationMs: fc.constantFrom(0, 100),
    retryCount: fc.integer({ min: 0, max: 2 }),
    autoRestart: fc.constantFrom('never' as const, 'always' as const, 'on-failure' as const),
    maxRestarts: fc.integer({ min: 0, max: 2 }),
  });
  const actions = fc.array(
    fc.constantFrom('start', 'stop', 'restart', 'due', 'spawned', 'refused', 'exit', 'exitLeaving', 'orphanEnds', 'wait'),
    { maxLength: 40 },
  );

  it('keeps at most one live copy, signals only it, leaves no timer at rest and nobody waiting; a last stop drains', () => {
    fc.assert(
      fc.property(policies, actions, (chosen, order) => {
        const world = new World({ ...POLICY, ...chosen });
        for (const action of order) world.step(action);
        world.step('stop');
        world.drain();
        expect(world.problems).toEqual([]);
        expect(world.snapshot).toMatchObject({ phase: 'stopped', wanted: false, run: null });
        expect(world.waitingStops).toBe(0);
      }),
      { numRuns: 5_000 },
    );
  });

  it('ends up, after a last start, with exactly one live copy once things settle', () => {
    fc.assert(
      fc.property(actions, (order) => {
        const world = new World(POLICY);
        for (const action of order) world.step(action);
        world.step('stop');
        world.step('start');
        for (let n = 0; n < 50 && world.snapshot.phase !== 'running'; n++)
          for (const action of ['spawned', 'orphanEnds', ...(world.snapshot.phase === 'stopping' ? ['exit'] : [])]) world.step(action);
        expect(world.problems).toEqual([]);
        expect(world.snapshot.phase).toBe('running');
        expect(world.live?.leader).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });
});
