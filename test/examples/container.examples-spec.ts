import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createInspector } from '#core';
import { endMarked, MARK_VARIABLE, markedProcesses, newMark, waitFor } from '#testing';
import { PackedPackage } from '../packed/packed-package.js';
import { RunningExample } from './running-example.js';

/** A PID namespace of its own, with its own /proc; the first program in it is PID 1. */
const NAMESPACE = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;
const mayMakeNamespaces = spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'true']).status === 0;
const mark = newMark();
const inspector = createInspector();
let packed: PackedPackage;

beforeAll(async () => {
  packed = await PackedPackage.install();
});

afterAll(async () => {
  await endMarked(mark);
  packed?.remove();
});

/** Arguments of the image's ENTRYPOINT, less the name of the program. */
function entryPoint(folder: string): string[] {
  const line = /^ENTRYPOINT (.*)$/m.exec(readFileSync(join(folder, 'Dockerfile'), 'utf8'))?.[1] ?? '[]';
  const [program, ...args] = JSON.parse(line) as string[];
  expect(program).toBe('provisr');
  return args;
}

it.runIf(mayMakeNamespaces)('container: as PID 1 it replaces a killed daemon, whose program goes on, and ends in order', async () => {
  const folder = packed.copy('container');
  const config = join(folder, 'config.toml');
  mkdirSync(join(folder, 'state'));
  writeFileSync(
    config,
    readFileSync(config, 'utf8').replace('/var/lib/provisr/run', join(folder, 'state')).replace('0.0.0.0:8080', '127.0.0.1:0'),
  );
  const args = entryPoint(folder).map((arg) => (arg === '/etc/provisr/config.toml' ? config : arg));
  const container = new RunningExample(folder, [...NAMESPACE, process.execPath, packed.bin, ...args], { [MARK_VARIABLE]: mark });

  const listening = (): number => container.text.split('http://127.0.0.1:').length - 1;
  await waitFor(() => listening() > 0 && web() !== undefined, { what: 'the container to be up' });
  const before = web();
  const daemon = daemonPid();
  process.kill(daemon, 'SIGKILL');
  await waitFor(() => daemonPid() !== daemon && daemonPid() !== 0, { what: 'the next daemon' });
  expect(web()).toBe(before);

  process.kill(guardPid(container.pid), 'SIGTERM');
  expect(await container.ended()).toBe(0);
  expect(markedProcesses(mark)).toEqual([]);
});

const web = (): number | undefined => markedProcesses(mark).find(({ process: name }) => name === 'web')?.pid;
const parentOf = (pid: number): number => inspector.entries().find((entry) => entry.pid === pid)?.parentPid ?? 0;
/** Outside of the namespace they have other PIDs: the guard is the child of unshare, the daemon that of the guard. */
const guardPid = (unshare: number): number => markedProcesses(mark).find(({ pid }) => parentOf(pid) === unshare)?.pid ?? 0;

function daemonPid(): number {
  const ours = markedProcesses(mark).filter(({ process: name }) => name === null);
  return (
    ours.find(({ pid }) => ours.some((other) => other.pid === parentOf(pid) && ours.some((top) => top.pid === parentOf(other.pid))))?.pid ??
    0
  );
}
