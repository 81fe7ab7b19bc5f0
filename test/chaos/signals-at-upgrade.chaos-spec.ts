import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BUILT_BIN, DaemonBench, type DaemonProcess, printFigures, waitFor } from '#testing';
import { builtModule, otherProgram } from '../e2e/upgrade/other-program.js';

const TRIES = Number(process.env['PROVISR_SIGNALLED_UPGRADES'] ?? 4);
const NAMES = ['one', 'two'] as const;
/** Longer than a standstill, a start and a stop together may take by their own deadlines, ms. */
const END_TIMEOUT_MS = 30_000;

type End = 'obeyed' | 'adopted';

function newBench(): DaemonBench {
  const bench = new DaemonBench('signalled');
  onTestFinished(() => bench.close());
  bench.configure({ processes: NAMES.map((name) => ({ name, command: 'sleep 100000' })) });
  return bench;
}

const copies = (bench: DaemonBench): readonly number[] => NAMES.flatMap((name) => bench.copies(name));

/** Waits for the end of a daemon that was sent one SIGTERM, and finds what became of its processes: all were stopped, or none has noticed. */
async function endOf(bench: DaemonBench, daemon: DaemonProcess, pids: readonly number[], act: () => Promise<number | null>): Promise<End> {
  let isOver = false;
  const ended = act().finally(() => (isOver = true));
  await waitFor(() => isOver, { timeoutMs: END_TIMEOUT_MS, what: `the end of a daemon after one SIGTERM: ${daemon.output()}` });
  const code = await ended;
  if (code === 0) {
    expect(copies(bench)).toEqual([]);
    return 'obeyed';
  }
  expect(code).toBeNull();
  expect(copies(bench)).toEqual(pids);
  const next = await bench.serve();
  expect(await adoptedPids(next)).toEqual(pids);
  expect(await next.stop()).toBe(0);
  expect(copies(bench)).toEqual([]);
  return 'adopted';
}

async function adoptedPids(daemon: DaemonProcess): Promise<readonly (number | null)[]> {
  const statuses = await Promise.all(NAMES.map((name) => daemon.client.processes.get(name)));
  return statuses.map(({ adopted, pid }) => (adopted ? pid : null));
}

/** Of a daemon that ends without being told to from here. */
async function exitCodeOf(daemon: DaemonProcess): Promise<number | null> {
  await waitFor(() => !existsSync(`/proc/${daemon.pid}`), { timeoutMs: END_TIMEOUT_MS, what: `the end of the daemon: ${daemon.output()}` });
  return daemon.stop();
}

/** From the answer to a request for an upgrade until the new program has gone on, ms. */
async function durationOf({ client }: DaemonProcess): Promise<number> {
  const { id } = await client.daemon.upgrade();
  const begun = performance.now();
  await waitFor(async () => (await client.daemon.upgradeState()).last?.id === id, { what: 'the upgrade' });
  return performance.now() - begun;
}

/** A program that is sent a signal when nothing is left for it to do but execve(2). */
function signalledLast(bench: DaemonBench, signal: NodeJS.Signals): string {
  const code = `import { createRequire } from 'node:module';
    const koffi = createRequire(${JSON.stringify(pathToFileURL(BUILT_BIN).href)})('koffi');
    const { load } = koffi;
    koffi.load = (path) => {
      const library = load(path);
      const bind = (...declaration) => {
        const call = library.func(...declaration);
        if (!String(declaration[0]).includes(' execve(')) return call;
        return (...image) => {
          process.kill(process.pid, '${signal}');
          return call(...image);
        };
      };
      return new Proxy(library, { get: (target, name) => (name === 'func' ? bind : Reflect.get(target, name).bind(target)) });
    };`;
  return otherProgram(bench.directory, `signalled-${signal}`, code);
}

describe('a signal while the daemon is being upgraded', () => {
  it(`ends it if it is SIGTERM, at ${TRIES} random moments, one each`, { timeout: 60_000 + TRIES * 20_000 }, async () => {
    const bench = newBench();
    const count: Record<End, number> = { obeyed: 0, adopted: 0 };
    let slowestMs = 0;
    let spanMs = 0;
    for (let at = 0; at < TRIES; at += 1) {
      const daemon = await bench.serve();
      // With the first one also a daemon that has been upgraded before is.
      if (at === 0) spanMs = await durationOf(daemon);
      const pids = copies(bench);
      await daemon.client.daemon.upgrade();
      const delayMs = (spanMs * (at + Math.random())) / TRIES;
      await sleep(delayMs);
      const sent = performance.now();
      const stop = (): Promise<number | null> => daemon.stop().finally(() => (slowestMs = Math.max(slowestMs, performance.now() - sent)));
      count[await endOf(bench, daemon, pids, stop)] += 1;
    }
    const figures = `${count.obeyed} obeyed, ${count.adopted} in the start of Node and adopted by the next, none lost`;
    printFigures(
      `${TRIES} times SIGTERM within ${Math.round(spanMs)} ms of an upgrade: ${figures}; slowest end ${Math.round(slowestMs)} ms`,
    );
  });

  it('ends it when SIGTERM comes right before the new program is executed', async () => {
    const bench = newBench();
    const daemon = await bench.serve({ program: signalledLast(bench, 'SIGTERM') });
    const pids = copies(bench);
    const upgraded = async (): Promise<number | null> => {
      await daemon.client.daemon.upgrade();
      return exitCodeOf(daemon);
    };
    expect(await endOf(bench, daemon, pids, upgraded)).toBe('adopted');
  });

  it.each(['SIGHUP', 'SIGUSR2'] as const)('goes on when %s comes right before the new program is executed', async (signal) => {
    const bench = newBench();
    const daemon = await bench.serve({ program: signalledLast(bench, signal) });
    const pids = copies(bench);
    await durationOf(daemon);
    expect(copies(bench)).toEqual(pids);
    expect(await daemon.stop()).toBe(0);
    expect(copies(bench)).toEqual([]);
  });

  it('is obeyed by the program that comes back when the new one fails with it', async () => {
    const bench = newBench();
    const daemon = await bench.serve();
    const code = `import { ReceivedHandOver } from '${builtModule('src/handover/received-hand-over.js')}';
      ReceivedHandOver.prototype.descriptor = () => {
        process.kill(process.pid, 'SIGTERM');
        throw new Error('late on purpose');
      };`;
    const program = otherProgram(bench.directory, 'late', code);
    const upgraded = async (): Promise<number | null> => {
      await daemon.client.daemon.upgrade({ program });
      return exitCodeOf(daemon);
    };
    expect(await endOf(bench, daemon, copies(bench), upgraded)).toBe('obeyed');
    expect(daemon.output()).toContain('"reason":"late on purpose"');
  });
});
