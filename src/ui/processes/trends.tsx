import { Sparkline } from '../parts/sparkline.js';
import type { UsageReading } from '../store/usage-series.js';

/** Readings in a little chart: a minute and a half. */
export const TREND_READINGS = 30;
/** What the chart of processor time shows at least, percent: below it nothing worth a mountain happens. */
const LEAST_CPU = 10;
/** Share of its memory by which a process has to grow or shrink for its line to be more than flat. */
const NOTABLE_CHANGE = 0.1;

interface TrendProps {
  readonly readings: readonly UsageReading[];
}

export function CpuTrend({ readings }: TrendProps) {
  const values = readings.map(({ cpuPercent }) => cpuPercent ?? 0);
  return <Sparkline values={values} least={0} most={Math.max(LEAST_CPU, ...values)} />;
}

/** Around what it uses, so that a leak of little a minute is a slope: from zero on it would be a line at the top. */
export function MemoryTrend({ readings }: TrendProps) {
  const values = readings.flatMap(({ memoryBytes }) => memoryBytes ?? []);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = Math.max(1, (NOTABLE_CHANGE * most - (most - least)) / 2);
  return <Sparkline values={values} least={least - margin} most={most + margin} />;
}

/** Steps where it was restarted. None where it was not, which is nearly everywhere. */
export function RestartTrend({ readings }: TrendProps) {
  const values = readings.map(({ restarts }) => restarts);
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  return first === last ? null : <Sparkline values={values} least={Math.min(...values)} most={Math.max(...values)} />;
}
