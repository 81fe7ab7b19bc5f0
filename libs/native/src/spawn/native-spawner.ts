import { closeSync } from 'node:fs';
import { type ChildPlan, planChild, type SpawnedProcess, type Spawner, spawnRefused, type SpawnRequest, Turns } from '#core';
import { systemError } from '../library/system-error.js';
import type { Reaper } from '../reap/reaper.js';
import { fallbackPlan } from './shell-fallback.js';
import type { SpawnArguments, SpawnCalls } from './spawn-calls.js';

/**
 * {@link Spawner} on posix_spawn(3): what it costs does not grow with the memory of this process, whose page tables fork(2) would copy.
 * One child a turn of the event loop, so that many starts do not stall it.
 */
export class NativeSpawner implements Spawner {
  readonly kind = 'posix_spawn';
  readonly #calls: SpawnCalls;
  readonly #reaper: Reaper;
  readonly #turns = new Turns();

  constructor(calls: SpawnCalls, reaper: Reaper) {
    this.#calls = calls;
    this.#reaper = reaper;
  }

  async spawn(request: SpawnRequest): Promise<SpawnedProcess> {
    const plan = await planChild(request);
    await this.#turns.next();
    const pid = this.#spawn(plan);
    return this.#reaper.add(pid);
  }

  inherit(pid: number): SpawnedProcess | null {
    return this.#reaper.inherit(pid);
  }

  /** @returns the PID. @throws ProvisrError PROVISR_SPAWN_FAILED */
  #spawn(plan: ChildPlan): number {
    const environment = Object.entries(plan.env).map(([name, value]) => `${name}=${value}`);
    const copies: number[] = [];
    try {
      const stdio = this.#aside(plan.stdio, copies);
      const pid = this.#execute({ ...plan, environment, stdio });
      if (pid > 0) return pid;
      const cause = systemError(-pid, 'posix_spawn', plan.file);
      throw spawnRefused(plan, cause.code ?? String(-pid), cause);
    } finally {
      for (const fd of copies) closeSync(fd);
    }
  }

  #execute(what: SpawnArguments): number {
    const pid = this.#calls.spawn(what);
    const script = pid > 0 ? null : fallbackPlan(-pid, what);
    return script ? this.#calls.spawn(script) : pid;
  }

  /** A source that is itself one of 0, 1, 2 could be overwritten before its turn comes: such a one is copied out of the way. */
  #aside(stdio: ChildPlan['stdio'], copies: number[]): ChildPlan['stdio'] {
    const away = (fd: number): number => {
      if (fd > 2) return fd;
      const copy = this.#calls.duplicate(fd);
      if (copy < 0) throw systemError(this.#calls.errno(), 'fcntl');
      copies.push(copy);
      return copy;
    };
    return [away(stdio[0]), away(stdio[1]), away(stdio[2])];
  }
}
