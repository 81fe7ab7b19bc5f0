import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AdoptionWatch, createInspector, systemClock } from '#core';
import { FakeClock, waitFor } from '#testing';
import { DescriptorEvents } from '../events/descriptor-events.js';
import { loadLibrary, type NativeLibrary } from '../library/load-library.js';
import { bindChildCalls, type ChildCalls } from '../reap/child-calls.js';
import { PidfdAdoptionWatch } from './pidfd-adoption-watch.js';
import { ProcessEnds } from './process-ends.js';

const library = loadLibrary();
const inspector = createInspector();

/** Fails the test when it is asked to look at a process. */
const never: AdoptionWatch = {
  watch: () => expect.unreachable('it was to be watched, not looked at'),
  hurry: () => undefined,
  whenEmpty: () => expect.unreachable('it was to be watched, not looked at'),
};

describe.skipIf('reason' in library)('PidfdAdoptionWatch', () => {
  const children: ChildProcess[] = [];
  const faults: unknown[] = [];
  let events: DescriptorEvents;
  let calls: ChildCalls;
  let watch: PidfdAdoptionWatch;

  beforeAll(() => {
    calls = bindChildCalls(library as NativeLibrary);
    events = new DescriptorEvents(library as NativeLibrary, (error) => faults.push(error));
    watch = adoption(calls, never);
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  afterAll(() => expect(faults).toEqual([]));

  // The clock stands still: whatever is told is told by events.
  function adoption(by: ChildCalls, otherwise: AdoptionWatch): PidfdAdoptionWatch {
    return new PidfdAdoptionWatch({ ends: new ProcessEnds(by, events), inspector, clock: new FakeClock(), otherwise });
  }

  function start(script: string): ChildProcess & { readonly pid: number } {
    const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child as ChildProcess & { readonly pid: number };
  }

  it('tells of the end of each of many at once', async () => {
    const many = Array.from({ length: 50 }, () => start('exec sleep 60'));
    const gone = new Set<number>();
    for (const { pid } of many) watch.watch(inspector.identify(pid)!, () => gone.add(pid));
    const killed = many.filter((_, index) => index % 2 === 0);
    for (const child of killed) child.kill('SIGKILL');
    await waitFor(() => gone.size === killed.length);
    expect(gone).toEqual(new Set(killed.map(({ pid }) => pid)));
  });

  it('takes a zombie for dead', async () => {
    // The sleep that becomes a child of the shell is never waited for: the shell becomes a program that knows nothing of it.
    const parent = start('sleep 60 & echo $!; exec sleep 61');
    const [line] = (await once(parent.stdout!, 'data')) as [Buffer];
    const zombie = Number(String(line));
    const identity = inspector.identify(zombie)!;
    const gone = new Promise<void>((resolve) => void watch.watch(identity, resolve));
    process.kill(zombie, 'SIGKILL');
    await gone;
    await new Promise<void>((resolve) => void watch.watch(identity, resolve));
  });

  it('does not take another process with the same PID for the one that is meant', async () => {
    const { pid } = start('exec sleep 60');
    const identity = inspector.identify(pid)!;
    await new Promise<void>((resolve) => void watch.watch({ ...identity, startTicks: identity.startTicks! - 1 }, resolve));
    expect(inspector.isAlive(identity)).toBe(true);
  });

  it('tells nothing after the watch was ended', async () => {
    const child = start('exec sleep 60');
    const identity = inspector.identify(child.pid)!;
    let told = false;
    watch.watch(identity, () => (told = true))();
    const later = new Promise<void>((resolve) => void watch.watch(identity, resolve));
    child.kill('SIGKILL');
    await later;
    watch.watch(identity, () => (told = true))();
    await new Promise(setImmediate);
    expect(told).toBe(false);
  });

  it('hands those that cannot be watched to whoever looks', () => {
    const { pid } = start('exec sleep 60');
    const looked: number[] = [];
    const sweeping: AdoptionWatch = { ...never, watch: (identity) => (looked.push(identity.pid), () => undefined) };
    adoption({ ...calls, openPidfd: () => -24 }, sweeping).watch(inspector.identify(pid)!, () => undefined);
    expect(looked).toEqual([pid]);
  });

  it('tells when the last member of a group is gone, those included that came meanwhile', async () => {
    const leader = start('trap "(sleep 0.2; exit 0) & exit 0" TERM; sleep 60 & echo ready; wait');
    await once(leader.stdout!, 'data');
    const members = (): readonly number[] => inspector.groupMembers(leader.pid, null);
    expect(members()).toHaveLength(2);
    const emptied = new Promise<void>((resolve) => void watch.whenEmpty(members, resolve));
    process.kill(-leader.pid, 'SIGTERM');
    await emptied;
    expect(members()).toEqual([]);
  });

  it('notices a member that leaves its group by looking again', async () => {
    let members = [start('exec sleep 60').pid];
    const clock = new FakeClock();
    const ends = new ProcessEnds(calls, events);
    const looking = new PidfdAdoptionWatch({ ends, inspector, clock, otherwise: never });
    const emptied = new Promise<void>((resolve) => void looking.whenEmpty(() => members, resolve));
    members = [];
    clock.advance(250);
    await emptied;
  });

  it('tells of an empty group, though never during the call', async () => {
    let told = false;
    const emptied = new Promise<void>(
      (resolve) =>
        void watch.whenEmpty(
          () => [],
          () => resolve((told = true) as never),
        ),
    );
    expect(told).toBe(false);
    await emptied;
    expect(systemClock.monotonicMs()).toBeGreaterThan(0);
  });
});
