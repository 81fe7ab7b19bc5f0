import { describe, expect, it } from 'vitest';
import { forgetUsage, noteUsage, usageOf } from './usage-series.js';

describe('what a process used', () => {
  it('is kept for a while, the oldest first', () => {
    for (let index = 0; index < 450; index += 1) {
      noteUsage('web', { atMs: index, cpuPercent: index % 7 === 0 ? null : index / 2, memoryBytes: index * 1e9, restarts: index });
    }
    const readings = usageOf('web');
    expect(readings).toHaveLength(200);
    expect(readings[0]).toEqual({ atMs: 250, cpuPercent: 125, memoryBytes: 250e9, restarts: 250 });
    expect(readings.at(-1)).toEqual({ atMs: 449, cpuPercent: 224.5, memoryBytes: 449e9, restarts: 449 });
    expect(usageOf('web', 3).map(({ atMs }) => atMs)).toEqual([447, 448, 449]);
    expect(readings.find(({ atMs }) => atMs === 252)?.cpuPercent).toBeNull();
  });

  it('is forgotten with the process', () => {
    noteUsage('gone', { atMs: 1, cpuPercent: 1, memoryBytes: 1, restarts: 0 });
    forgetUsage('gone');
    expect(usageOf('gone')).toEqual([]);
  });
});
