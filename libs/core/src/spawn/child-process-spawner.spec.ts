import { afterEach, beforeEach, describe, it } from 'vitest';
import { type ScratchDirectory, scratchDirectory, spawnerConformance, trialOf } from '#testing';
import { ChildProcessSpawner } from './child-process-spawner.js';

const isRoot = process.getuid?.() === 0;

describe('ChildProcessSpawner', () => {
  let directory: ScratchDirectory;
  beforeEach(() => {
    directory = scratchDirectory('spawner');
  });
  afterEach(() => directory.remove());

  const cases = spawnerConformance.filter(({ needsRoot = false }) => isRoot || !needsRoot);
  it.each(cases)('$name', ({ check }) => check(trialOf(new ChildProcessSpawner(), directory.path)));
});
