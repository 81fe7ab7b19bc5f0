import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeClock, FakeProcessTable } from '#testing';
import type { ProcessEntry } from '../inspect/process-inspector.js';
import { DescentTree } from './descent-tree.js';
import { OrphanFinder } from './orphan-finder.js';

type Step = readonly ['fork' | 'session' | 'group' | 'clear' | 'begin' | 'exit' | 'look', number];

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.tuple(fc.constantFrom('fork', 'fork', 'fork', 'session', 'group', 'clear', 'begin', 'exit', 'look'), fc.nat(1_000)),
  { maxLength: 40 },
);

/** One run among strangers and another run, all of them generated. */
class World {
  readonly table = new FakeProcessTable();
  readonly clock = new FakeClock();
  readonly killed: number[] = [];
  readonly leader = this.table.lead('ours');
  readonly tree = new DescentTree(this.leader, 'ours', {
    inspector: this.table,
    orphans: new OrphanFinder(this.table, this.clock),
    signals: { send: (pid) => void this.killed.push(pid) },
  });
  /** Who has been found, with the start time that proves it to be the same. */
  readonly found = new Map<number, number>();

  constructor() {
    this.table.lead('another');
    this.table.clearEnvironment(this.table.lead('stranger'));
  }

  take([what, which]: Step): void {
    this.clock.advance(1_000); // what was believed of a PID is believed no more
    // Mostly ours: the more they do, the more there is to find.
    const ours = this.table.ownedBy('ours');
    const alive = which % 5 === 0 || ours.length === 0 ? this.table.entries() : ours;
    const pid = alive[which % Math.max(1, alive.length)]?.pid;
    if (what === 'look') this.look();
    if (pid === undefined) return;
    if (what === 'fork' && alive.length < 20) this.table.fork(pid);
    else if (what === 'session') this.table.leaveSession(pid);
    else if (what === 'group') this.table.leaveGroup(pid);
    else if (what === 'clear' && this.table.ownedBy('ours').some((entry) => entry.pid === pid)) this.table.clearEnvironment(pid);
    else if (what === 'begin' && pid !== this.leader) this.begin(pid);
    else if (what === 'exit') this.table.exit(pid);
  }

  /** A child of a supervised manager begins a run of its own before anybody looks at it. */
  begin(manager: number): void {
    const pid = this.table.fork(manager);
    this.table.leaveSession(pid);
    this.table.beginRun(pid, `of-${pid}-${this.table.identify(pid)!.startTicks}`);
  }

  look(): readonly number[] {
    const known = this.table.groupMembers(this.leader);
    const members = [...known, ...this.tree.members(known)];
    for (const pid of members) this.found.set(pid, this.table.identify(pid)!.startTicks!);
    return members;
  }

  /** Who of ours can be told to be, by what anybody can see: the id, the session, or a parent that can be told. */
  recognisable(): readonly number[] {
    const ours = this.table.ownedBy('ours');
    const told = new Set(ours.filter((entry) => this.isReached(entry) && this.isTold(entry.pid, entry.session)).map(({ pid }) => pid));
    for (let before = -1; before !== told.size;) {
      before = told.size;
      for (const entry of ours) if (told.has(entry.parentPid)) told.add(entry.pid);
    }
    return [...told];
  }

  /** One that lives beneath a parent whom nothing tells to be ours is hidden by that, whatever it carries itself. */
  isReached({ pid, parentPid, processGroup }: ProcessEntry): boolean {
    return parentPid === 1 || processGroup === this.leader || this.found.get(pid) === this.table.identify(pid)!.startTicks;
  }

  isTold(pid: number, session: number): boolean {
    return (
      this.table.environmentOf(pid)!.size > 0 || session === this.leader || this.found.get(pid) === this.table.identify(pid)!.startTicks
    );
  }
}

describe('a tree that is found by looking', () => {
  it('has every member that can be recognised or was seen before, and nobody else, whatever they do', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const world = new World();
        world.look();
        for (const step of taken) world.take(step);
        world.clock.advance(1_000);
        const recognisable = world.recognisable();
        const members = world.look();
        const ours = world.table.ownedBy('ours').map(({ pid }) => pid);
        expect(new Set(members).size).toBe(members.length);
        expect(members.filter((pid) => !ours.includes(pid))).toEqual([]);
        expect(recognisable.filter((pid) => !members.includes(pid))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps whom it has seen, with what that starts later, when nothing tells any more that they are members', () => {
    const world = new World();
    const child = world.table.fork(world.leader);
    world.table.leaveSession(child);
    world.table.clearEnvironment(child);
    world.tree.note([world.leader]);
    world.table.exit(world.leader);
    const grandchild = world.table.fork(child);
    expect(world.look()).toEqual([child, grandchild]);
  });

  it('kills whom it has beyond those that are known', () => {
    const world = new World();
    const child = world.table.fork(world.leader);
    const orphan = world.table.fork(child);
    world.table.leaveSession(orphan);
    world.table.exit(child);
    world.tree.kill([world.leader]);
    expect(world.killed).toEqual([orphan]);
  });

  it('has nobody when it is not known which run it is: nothing would prove them to be ours', () => {
    const world = new World();
    const ports = { inspector: world.table, orphans: new OrphanFinder(world.table, world.clock), signals: { send: () => undefined } };
    world.table.leaveSession(world.table.fork(world.leader));
    expect(new DescentTree(world.leader, null, ports).members([world.leader])).toEqual([]);
  });
});
