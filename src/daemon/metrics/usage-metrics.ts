import type { ProcessManager } from '#core';
import { openDescriptors, type TimeSlices, type UsageSampler } from '../usage/index.js';
import { type ExpositionWriter, label } from './exposition-writer.js';
import type { MetricsSource } from './metrics-source.js';
import { SERIES, type SeriesDescription } from './series-table.js';

/** What one process uses; `null` where the kernel does not tell. */
interface Figures {
  readonly name: string;
  readonly cpuSeconds: number | null;
  readonly residentBytes: number | null;
  readonly threads: number | null;
  readonly openFds: number | null;
}

const FIGURES: readonly (readonly [SeriesDescription, Exclude<keyof Figures, 'name'>])[] = [
  [SERIES.cpuSeconds, 'cpuSeconds'],
  [SERIES.residentBytes, 'residentBytes'],
  [SERIES.openFds, 'openFds'],
  [SERIES.threads, 'threads'],
];

/** What the processes use of the machine: one go through /proc for all of them. */
export class UsageMetrics implements MetricsSource {
  readonly name = 'usage';

  constructor(
    private readonly manager: Pick<ProcessManager, 'statuses'>,
    private readonly sampler: Pick<UsageSampler, 'usages'>,
  ) {}

  async tell(out: ExpositionWriter, slices: TimeSlices): Promise<void> {
    const all = await this.#figures(slices);
    for (const [series, key] of FIGURES) {
      out.head(series);
      for (const figures of all) {
        const value = figures[key];
        if (value !== null) out.line(series.name, label('name', figures.name), value);
        if (slices.isOver) await slices.next();
      }
    }
  }

  async #figures(slices: TimeSlices): Promise<readonly Figures[]> {
    const statuses = this.manager.statuses({ kind: 'all' });
    const usages = await this.sampler.usages(statuses);
    const all: Figures[] = [];
    for (const [index, { name }] of statuses.entries()) {
      const usage = usages[index] ?? null;
      if (usage === null) continue;
      const { cpuSeconds, residentBytes, threads, members } = usage;
      all.push({ name, cpuSeconds, residentBytes, threads, openFds: descriptorsOf(members) });
      if (slices.isOver) await slices.next();
    }
    return all;
  }
}

/** Of those that may be looked at. */
function descriptorsOf(members: readonly number[]): number | null {
  const counts = members.map((pid) => openDescriptors(pid)).filter((count) => count !== null);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}
