import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createInspector } from '#core';
import { waitFor } from '#testing';
import { DescriptorEvents } from '../events/descriptor-events.js';
import { loadLibrary, type NativeLibrary } from '../library/load-library.js';
import { bindWaitCalls } from '../orphans/wait-calls.js';
import { bindChildCalls } from './child-calls.js';
import { Reaper } from './reaper.js';
import { Strays } from './strays.js';

const library = loadLibrary();

describe.skipIf('reason' in library)('strays', () => {
  let strays: Strays | null = null;

  afterEach(() => strays?.close());

  it('come here when their parents end, and leave no zombie, while children of Node are left to Node', async () => {
    const calls = bindWaitCalls(library as NativeLibrary);
    const native = library as NativeLibrary;
    const reaper = new Reaper(bindChildCalls(native), new DescriptorEvents(native, () => undefined));
    strays = new Strays({ calls, inspector: createInspector(), reaper });
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
    const late = reaper.inherit(second);
    expect(await new Promise((resolve) => late?.onExit(resolve))).toEqual({ code: null, signal: 'SIGTERM', error: null });
  });
});
