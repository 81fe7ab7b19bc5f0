import { LineChart } from '../charts/line-chart.js';
import '../charts/charts.css';
import { bytesText, percentText } from '../parts/wording.js';
import { LONGEST_GAP_MS, usageOf } from '../store/usage-series.js';

/** What the charts show at least: 10 % of a processor, 10 MB. */
const LEAST_PERCENT = 10;
const LEAST_BYTES = 10_000_000;

/** What it and what it has started used, since this page was opened: the daemon reads that only when it is asked. */
export function UsagePane({ name }: { readonly name: string }) {
  const readings = usageOf(name);
  return (
    <section class="card" aria-labelledby="usage">
      <h2 id="usage">CPU and memory</h2>
      <LineChart
        title="CPU"
        points={readings.map(({ atMs, cpuPercent }) => ({ atMs, value: cpuPercent }))}
        textOf={percentText}
        least={LEAST_PERCENT}
        longestGapMs={LONGEST_GAP_MS}
      />
      <LineChart
        title="Memory"
        points={readings.map(({ atMs, memoryBytes }) => ({ atMs, value: memoryBytes }))}
        textOf={bytesText}
        least={LEAST_BYTES}
        longestGapMs={LONGEST_GAP_MS}
      />
    </section>
  );
}
