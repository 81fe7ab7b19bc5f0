import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { createManager, type Manager } from '#core';
import { FakeClock } from './fake-clock.js';
import { type FakeBehaviour, FakeKernel } from './fake-kernel.js';
import { processSpec } from './process-spec.js';
import { type ScratchDirectory, scratchDirectory } from './scratch-directory.js';

const scratches: ScratchDirectory[] = [];
afterEach(() => {
  for (const scratch of scratches.splice(0)) scratch.remove();
});

const SETTLE_LIMIT_MS = 10_000;
const named = { kind: 'name', name: 'p' } as const;

/** One process under the real manager on a fake kernel and clock. */
class Rig {
  readonly clock = new FakeClock();
  readonly kernel: FakeKernel;
  readonly manager: Manager;
  readonly pending = new Set<Promise<unknown>>();

  constructor(behaviours: readonly (FakeBehaviour | 'refuse')[], dir: string) {
    let n = 0;
    this.kernel = new FakeKernel(this.clock, () => behaviours[n++ % behaviours.length]!);
    const { kernel, clock } = this;
    this.manager = createManager({
      stateDir: dir,
      clock,
      inspector: kernel,
      spawner: kernel,
      signals: kernel,
      report: (message) => kernel.problems.push(message),
    });
  }

  begin(work: Promise<unknown>): void {
    this.pending.add(work);
    void work.catch(() => undefined).finally(() => this.pending.delete(work));
  }

  /** Lets real I/O (FIFOs, records) and promises catch up, without moving time. */
  async breathe(): Promise<void> {
    for (let n = 0; n < 5; n++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Moves time until nobody waits for anything. Files and FIFOs are real, so the limit is real time too. */
  async settle(): Promise<void> {
    const until = performance.now() + SETTLE_LIMIT_MS;
    while (this.pending.size > 0 && performance.now() < until) {
      await this.breathe();
      this.clock.advance(100);
    }
    await this.breathe();
  }
}

const behaviour: fc.Arbitrary<FakeBehaviour | 'refuse'> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ endsAfterMs: fc.constantFrom(0, 50, null), leaves: fc.constantFrom(0, 0, 1) }) },
  { weight: 1, arbitrary: fc.constant('refuse' as const) },
);
const operation = fc.oneof(
  fc.constantFrom('start' as const, 'stop' as const, 'restart' as const, 'crash' as const),
  fc.integer({ min: 0, max: 3_000 }),
);

describe('supervision on a fake kernel, any order of operations', () => {
  it('has at most one group alive, signals only what is ours, ends as last asked and leaves no timer at rest', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(behaviour, { minLength: 1, maxLength: 4 }),
        fc.array(operation, { maxLength: 12 }),
        fc.constantFrom('start', 'stop'),
        async (behaviours, order, last) => {
          const scratch = scratchDirectory('model');
          scratches.push(scratch);
          const rig = new Rig(behaviours, scratch.path);
          const spec = processSpec('p', join(scratch.path, 'p.pid'), { autoRestart: 'always', stopTimeoutMs: 500 });
          rig.begin(rig.manager.boot([{ spec, origin: 'config', source: null }]));
          await rig.breathe();
          const checkOneGroup = (): void =>
            expect(new Set(rig.kernel.entries().map((entry) => entry.processGroup)).size).toBeLessThanOrEqual(1);
          for (const step of [...order, last]) {
            if (typeof step === 'number') rig.clock.advance(step);
            else if (step === 'crash') rig.kernel.exit(rig.manager.status('p').pid ?? 0);
            else rig.begin(rig.manager[step](named));
            await rig.breathe();
            checkOneGroup();
          }
          await rig.settle();
          expect(rig.pending.size).toBe(0);
          expect(rig.manager.status('p').wanted).toBe(last === 'start');
          if (last === 'start') checkOneGroup();
          else expect(rig.kernel.alive).toEqual([]);
          rig.begin(rig.manager.shutdown());
          await rig.settle();
          expect(rig.kernel.alive).toEqual([]);
          expect(rig.kernel.problems).toEqual([]);
          expect(rig.clock.armedCount).toBe(0);
          scratch.remove();
        },
      ),
      { numRuns: 60 },
    );
  });
});
