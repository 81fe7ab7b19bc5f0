import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processSpec, type ScratchDirectory, scratchDirectory } from '#testing';
import { LinuxInspector } from '../inspect/linux-inspector.js';
import { createManager } from '../manager/create-manager.js';
import type { Manager } from '../manager/manager.js';
import type { Program } from '../manager/process-manager.js';

const MANY = 48;

/** Counts the walks through all processes: each costs as much as there are processes on the machine. */
class CountingInspector extends LinuxInspector {
  /** Groups that were looked for while their leaders were alive. */
  readonly ofLiving: number[] = [];

  override groupMembers(processGroup: number, leaderTicks: number | null): readonly number[] {
    const found = super.groupMembers(processGroup, leaderTicks);
    if (found.includes(processGroup)) this.ofLiving.push(processGroup);
    return found;
  }
}

let directory: ScratchDirectory;
let managers: Manager[];

beforeEach(() => {
  directory = scratchDirectory('many-orphans');
  managers = [];
});

afterEach(async () => {
  await Promise.all(managers.map((manager) => manager.shutdown()));
  directory.remove();
});

const programOf = (index: number): Program => ({
  spec: processSpec(`p${index}`, join(directory.path, `p${index}.pid`), { argv: ['sleep', '600'], detached: true }),
  origin: 'config',
  source: null,
});

it.runIf(process.platform === 'linux')(
  'many processes that nobody wants any more are ended without a walk through all others to signal each, and leave turns for requests',
  async () => {
    const first = createManager({ stateDir: directory.path });
    managers.push(first);
    await first.boot(Array.from({ length: MANY }, (_none, index) => programOf(index)));
    await first.shutdown();

    const inspector = new CountingInspector();
    const second = createManager({ stateDir: directory.path, inspector });
    managers.push(second);
    let turn = 0;
    const counting = setInterval(() => (turn += 1), 0);
    const turns = new Set<number>();
    second.events.subscribe(({ type }) => type === 'process.adopted' && turns.add(turn));
    const { removed } = await second.boot([]);
    clearInterval(counting);

    expect(removed).toHaveLength(MANY);
    expect(inspector.ofLiving).toEqual([]);
    expect(turns.size).toBeGreaterThan(1);
  },
);
