import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DaemonBench, printFigures, type SpecInput } from '#testing';

const ROUNDS = Number(process.env['PROVISR_SPAWN_ROUNDS'] ?? 3);
const PER_ROUND = 25;

const sleepers = (round: number): SpecInput[] =>
  Array.from({ length: PER_ROUND }, (_, at) => ({ name: `round-${round}-${at}`, command: 'sleep 100000', auto_restart: true }));

describe('a manager that is killed while it spawns', () => {
  it(
    `leaves no double behind, whichever of ${PER_ROUND} starts it was at, in ${ROUNDS} rounds`,
    async () => {
      const bench = new DaemonBench('spawn-window');
      onTestFinished(() => bench.close());
      const specs: SpecInput[] = [];
      const alive = (): ReadonlyMap<number, string> =>
        new Map(bench.live().flatMap(({ process, pid, session }) => (process !== null && pid === session ? [[pid, process]] : [])));
      const spawned: number[] = [];
      let withoutFile = 0;
      let known: ReadonlyMap<number, string> = new Map();
      for (let round = 0; round < ROUNDS; round += 1) {
        specs.push(...sleepers(round));
        bench.configure({ processes: specs });
        const atStart = known.size;
        const enough = atStart + 1 + Math.floor(Math.random() * PER_ROUND * 0.8);
        await bench.serveAndKill(() => alive().size >= enough);
        const now = alive();
        spawned.push(now.size - atStart);
        withoutFile += [...now.values()].filter((name) => !existsSync(bench.pidFile(name))).length;
        expect(
          [...known.keys()].filter((pid) => !now.has(pid)),
          `lost in round ${round}`,
        ).toEqual([]);
        expect(new Set(now.values()).size, `doubled in round ${round}`).toBe(now.size);
        known = now;
      }
      const daemon = await bench.serve();
      const statuses = await daemon.client.processes.list();
      const final = alive();
      printFigures(`killed after ${spawned.join(', ')} of ${PER_ROUND} spawns; ${withoutFile} of these had no PID file yet`);
      expect(statuses.map(({ name, pid }) => [name, final.get(pid!)])).toEqual(statuses.map(({ name }) => [name, name]));
      expect(final.size).toBe(ROUNDS * PER_ROUND);
      expect([...known.keys()].filter((pid) => !final.has(pid))).toEqual([]);
      expect(statuses.filter(({ adopted }) => adopted)).toHaveLength(known.size);
      expect(statuses.filter(({ name }) => !existsSync(bench.pidFile(name)))).toEqual([]);
    },
    20_000 + ROUNDS * 10_000,
  );
});
