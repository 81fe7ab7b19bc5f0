import { describe, expect, it, onTestFinished } from 'vitest';
import { isProvisrError } from '#core';
import { createClient } from '#client';
import { DaemonBench, type DaemonProcess, printFigures, type SpecInput, waitFor } from '#testing';
import { program } from '../program.js';

const STORM_MS = Number(process.env['PROVISR_STORM_SECONDS'] ?? 4) * 1_000;
const CLIENTS = 8;
const LOOK_EVERY_MS = 50;
/** An order may come to nothing because another one came after it, or because the program is made to crash. */
const TO_BE_EXPECTED = ['PROVISR_START_SUPERSEDED', 'PROVISR_START_FAILED'];

const specs: readonly SpecInput[] = [
  { name: 'quick', command: 'sleep 100000' },
  { name: 'restarted', command: 'sleep 100000', auto_restart: true, restart_interval: '20ms' },
  { name: 'stubborn', command: program('ignores-sigterm.sh'), stop_timeout: '100ms' },
  { name: 'slow-to-end', args: [program('notes-its-end.sh'), '/dev/null', 'x'], env: ['LINGERS=0.05'], stop_timeout: '500ms' },
  { name: 'slow-to-start', command: 'sleep 100000', start_duration: '80ms' },
  { name: 'with-child', command: "sh -c 'sleep 100000 & wait'" },
  { name: 'crashing', args: [program('exits-after.sh'), '0.03', '1'], auto_restart: true, restart_interval: '10ms', restart_backoff: 1 },
];

type Order = 'start' | 'stop' | 'restart';
const ORDERS: readonly Order[] = ['start', 'stop', 'restart'];

interface Given {
  readonly name: string;
  readonly order: Order;
  readonly sentAt: number;
  answeredAt: number;
}

const anyOf = <T>(choices: readonly T[]): T => choices[Math.floor(Math.random() * choices.length)]!;

/** Gives orders in any sequence until the time is up; returns them. */
async function storm(daemon: DaemonProcess, until: number, given: Given[]): Promise<void> {
  const { processes } = createClient({ baseUrl: daemon.url });
  while (performance.now() < until) {
    const order: Given = { name: anyOf(specs).name, order: anyOf(ORDERS), sentAt: performance.now(), answeredAt: Infinity };
    given.push(order);
    try {
      await processes[order.order]({ name: order.name });
    } catch (error) {
      if (!isProvisrError(error) || !TO_BE_EXPECTED.includes(error.code)) throw error;
    }
    order.answeredAt = performance.now();
  }
}

/**
 * Whether the process is to be up: what the last order says, where "last" leaves a choice among orders under way at the same time `null`
 * when these disagree.
 */
function lastWord(given: readonly Given[]): boolean | null {
  const candidates = given.filter((one) => given.every((other) => other.sentAt <= one.answeredAt));
  const words = new Set(candidates.map(({ order }) => order !== 'stop'));
  return words.size === 1 ? [...words][0]! : null;
}

/** Sessions in which copies of a process live: one each. */
function sessionsOf(bench: DaemonBench): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const { process, session } of bench.live()) if (process !== null) found.set(process, (found.get(process) ?? new Set()).add(session));
  return found;
}

/**
 * posix_spawn(3) returns when the child has left our memory, which is a moment before the kernel shows its environment (environ of
 * proc_pid_environ(5) is empty until then).
 */
async function becomesVisible(bench: DaemonBench, name: string): Promise<void> {
  await waitFor(() => bench.copies(name).length > 0);
}

async function lookForDoubles(bench: DaemonBench, until: number): Promise<string[]> {
  const doubles: string[] = [];
  while (performance.now() < until) {
    for (const [name, sessions] of sessionsOf(bench)) if (sessions.size > 1) doubles.push(name);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return doubles;
}

describe('orders in any sequence from several clients', () => {
  it(
    `end in one live copy or none, as last asked, after ${STORM_MS / 1_000} s from ${CLIENTS} clients`,
    async () => {
      const bench = new DaemonBench('storm');
      onTestFinished(() => bench.close());
      bench.configure({ processes: specs });
      const daemon = await bench.serve();
      const given: Given[] = [];
      const until = performance.now() + STORM_MS;
      const clients = Array.from({ length: CLIENTS }, () => storm(daemon, until, given));
      const [doubles] = await Promise.all([lookForDoubles(bench, until), ...clients]);
      expect(doubles).toEqual([]);

      const crashing = 'crashing';
      const decided = specs.flatMap(({ name }) => {
        const word = lastWord(given.filter((order) => order.name === name));
        return word === null ? [] : [{ name, word }];
      });
      for (const { name, word } of decided.filter((one) => one.name !== crashing || !one.word)) {
        if (word) await becomesVisible(bench, name);
        expect([name, bench.copies(name).length]).toEqual([name, word ? 1 : 0]);
        expect((await daemon.client.processes.get(name)).state).toBe(word ? 'running' : 'stopped');
      }

      for (const { name } of specs) {
        const order = anyOf(ORDERS);
        await daemon.client.processes[order]({ name });
        if (name === crashing) continue;
        const expected = order === 'stop' ? [] : [(await daemon.client.processes.get(name)).pid];
        if (order !== 'stop') await becomesVisible(bench, name);
        expect([name, bench.copies(name)]).toEqual([name, expected]);
      }
      printFigures(
        `${given.length} orders in ${STORM_MS / 1_000} s from ${CLIENTS} clients: no double; the last word was certain for ${decided.length} of ${specs.length}`,
      );

      await daemon.client.processes.stop({ wildcard: '*' });
      expect(bench.live().map(({ pid }) => pid)).toEqual([daemon.pid]);
      expect((await daemon.client.processes.list()).map(({ state }) => state)).toEqual(specs.map(() => 'stopped'));
    },
    60_000 + 2 * STORM_MS,
  );
});
