import { closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Exit } from '#core';
import { plainRequest, type ScratchDirectory, scratchDirectory, spawnerConformance, trialOf } from '#testing';
import { DescriptorEvents } from '../events/descriptor-events.js';
import { loadLibrary, type NativeLibrary } from '../library/load-library.js';
import { bindChildCalls } from '../reap/child-calls.js';
import { Reaper } from '../reap/reaper.js';
import { NativeSpawner } from './native-spawner.js';
import { bindSpawnCalls } from './spawn-calls.js';

const library = loadLibrary();
const isRoot = process.getuid?.() === 0;

describe.skipIf('reason' in library)('NativeSpawner', () => {
  let directory: ScratchDirectory;
  let spawner: NativeSpawner;
  const faults: unknown[] = [];

  beforeAll(() => {
    const events = new DescriptorEvents(library as NativeLibrary, (error) => faults.push(error));
    const native = library as NativeLibrary;
    spawner = new NativeSpawner(bindSpawnCalls(native), new Reaper(bindChildCalls(native), events));
  });
  beforeEach(() => {
    directory = scratchDirectory('spawner');
  });
  afterEach(() => directory.remove());
  afterAll(() => expect(faults).toEqual([]));

  const cases = spawnerConformance.filter(({ needsRoot = false }) => isRoot || !needsRoot);
  it.each(cases)('$name', ({ check }) => check(trialOf(spawner, directory.path)));

  it('refuses a binary that this system cannot execute', async () => {
    const foreign = join(directory.path, 'foreign');
    writeFileSync(foreign, Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 1]), { mode: 0o755 });
    await expect(trialOf(spawner, directory.path).run([foreign])).rejects.toMatchObject({ details: { errno: 'ENOEXEC', path: foreign } });
  });

  it('closes descriptors to its children that are not close-on-exec', async () => {
    const { symbols } = library as NativeLibrary;
    const leaky = symbols.func('int dup(int fd)')(1) as number;
    try {
      const { out } = await trialOf(spawner, directory.path).run(['/bin/sh', '-c', `test -e /proc/$$/fd/${leaky} && echo leaked`]);
      expect(out).toBe('');
    } finally {
      closeSync(leaky);
    }
  });

  it('lets the event loop turn between many starts', async () => {
    let turns = 0;
    let isOver = false;
    const count = (): void => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    const children = await Promise.all(Array.from({ length: 20 }, () => spawner.spawn(plainRequest(['true'], [0, 1, 2]))));
    isOver = true;
    await Promise.all(children.map((child) => new Promise<Exit>((resolve) => child.onExit(resolve))));
    expect(turns).toBeGreaterThanOrEqual(19);
  });
});
