import { describe, expect, it } from 'vitest';
import { FakeClock } from '#testing';
import { UnmadeFiles } from './unmade-files.js';

function waiting(count: number): { readonly clock: FakeClock; readonly unmade: UnmadeFiles; readonly files: FakeFile[] } {
  const clock = new FakeClock();
  const unmade = new UnmadeFiles(clock);
  const files = Array.from({ length: count }, () => new FakeFile());
  for (const file of files) unmade.add(file);
  return { clock, unmade, files };
}

class FakeFile {
  isMade = false;

  prepare(): void {
    this.isMade = true;
  }
}

const made = (files: readonly FakeFile[]): number => files.filter(({ isMade }) => isMade).length;

describe('unmade files', () => {
  it('wait until no further ones have come for a second, ten seconds at most', () => {
    const { clock, unmade, files } = waiting(1);
    const [first] = files;
    for (let after = 0; after < 9; after += 1) {
      clock.advance(900);
      unmade.add(new FakeFile());
      expect(first!.isMade).toBe(false);
    }
    clock.advance(1000);
    expect(first!.isMade).toBe(true);
    const busy = waiting(1);
    for (let after = 0; after < 20; after += 1) {
      busy.clock.advance(499);
      busy.unmade.add(new FakeFile());
    }
    expect(busy.files[0]!.isMade).toBe(false);
    busy.clock.advance(20);
    expect(busy.files[0]!.isMade).toBe(true);
  });

  it('are made a second after the last of them, a few in each turn', () => {
    const { clock, files } = waiting(20);
    clock.advance(999);
    expect(made(files)).toBe(0);
    clock.advance(1);
    expect(made(files)).toBe(8);
    clock.advance(10);
    expect(made(files)).toBe(16);
    clock.advance(10);
    expect(made(files)).toBe(20);
    expect(clock.armedCount).toBe(0);
  });

  it('leave no timer behind when nobody wants them any more', () => {
    const { clock, unmade, files } = waiting(2);
    for (const file of files) unmade.drop(file);
    expect(clock.armedCount).toBe(0);
    const [again] = files;
    unmade.add(again!);
    clock.advance(1000);
    expect(again!.isMade).toBe(true);
  });
});
