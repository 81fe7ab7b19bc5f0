import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createInspector } from '#core';
import { waitFor } from '#testing';
import { loadLibrary, type NativeLibrary } from '../library/load-library.js';
import { bindWaitCalls } from '../orphans/wait-calls.js';
import { Strays } from './strays.js';

const library = loadLibrary();

describe.skipIf('reason' in library)('strays', () => {
  let strays: Strays | null = null;
  const awaited = new Set<number>();

  afterEach(() => strays?.close());

  it('come here when their parents end, and leave no zombie, while children of Node are left to Node', async () => {
    const calls = bindWaitCalls(library as NativeLibrary);
    strays = new Strays({ calls, inspector: createInspector(), isAwaited: (pid) => awaited.has(pid) });
    expect(strays.adopt()).toBe(true);

    // Two who are left behind in sessions of their own, as daemons do it.
    const parent = spawn('/bin/sh', ['-c', 'setsid sleep 60 & echo $!; setsid sleep 61 & echo $!'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    parent.stdout.on('data', (data: Buffer) => (said += String(data)));
    const [code] = (await once(parent, 'exit')) as [number];
    expect(code).toBe(0);
    await waitFor(() => said.trim().split('\n').length === 2);
    const [first, second] = said.trim().split('\n').map(Number) as [number, number];
    const inspector = createInspector();
    await waitFor(() => inspector.entryOf(first)?.parentPid === process.pid && inspector.entryOf(second)?.parentPid === process.pid);

    const others = Array.from({ length: 5 }, (_, exit) => once(spawn('/bin/sh', ['-c', `exit ${exit}`]), 'exit'));
    process.kill(first, 'SIGKILL');
    process.kill(second, 'SIGTERM');
    expect((await Promise.all(others)).map(([exit]) => exit as number)).toEqual([0, 1, 2, 3, 4]);
    await waitFor(() => !existsSync(`/proc/${first}`) && !existsSync(`/proc/${second}`));
  });
});
