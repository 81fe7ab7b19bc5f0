import { memo } from '../parts/memo.js';
import type { StatusDto } from '#contract';
import { StateBadge } from '../parts/state-badge.js';
import { Uptime } from '../parts/uptime.js';
import { processHref } from '../parts/place.js';
import { bytesText, percentText } from '../parts/wording.js';
import { may } from '../session/session.js';
import { usageOf } from '../store/usage-series.js';
import { DeedButtons } from './deed-buttons.js';
import { isSelected, toggle } from './selection.js';
import { CpuTrend, MemoryTrend, RestartTrend, TREND_READINGS } from './trends.js';

interface RowProps {
  readonly status: StatusDto;
  /** 1 = the first below the head. */
  readonly index: number;
}

/** One process. Drawn anew only when something of it has changed. */
export const ProcessRow = memo(function ProcessRow({ status, index }: RowProps) {
  const { name, state, pid, restarts, cpu_percent: cpu, resident_memory_bytes: memory } = status;
  const readings = usageOf(name, TREND_READINGS);
  return (
    <tr aria-rowindex={index + 1} class={`row ${state}`}>
      {may('operator') && (
        <td class="choose">
          <input type="checkbox" checked={isSelected(name)} onChange={() => toggle(name)} aria-label={`Select ${name}`} />
        </td>
      )}
      <th scope="row" class="name">
        <a href={processHref(name)}>{name}</a>
      </th>
      <td class="state-cell">
        <StateBadge state={state} />
      </td>
      <td class="pid">{pid ?? '–'}</td>
      <td class="uptime">
        <Uptime status={status} />
      </td>
      <td class="cpu">
        {cpu != null && <CpuTrend readings={readings} />}
        <span>{cpu == null ? '–' : percentText(cpu)}</span>
      </td>
      <td class="memory">
        {memory != null && <MemoryTrend readings={readings} />}
        <span>{memory == null ? '–' : bytesText(memory)}</span>
      </td>
      <td class="restarts">
        <RestartTrend readings={readings} />
        <span>{restarts}</span>
      </td>
      {may('operator') && (
        <td class="actions">
          <DeedButtons status={status} />
        </td>
      )}
    </tr>
  );
});
