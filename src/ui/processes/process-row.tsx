import { memo } from '../parts/memo.js';
import type { StatusDto } from '#contract';
import { Sparkline } from '../parts/sparkline.js';
import { StateBadge } from '../parts/state-badge.js';
import { Uptime } from '../parts/uptime.js';
import { processHref } from '../parts/place.js';
import { bytesText, percentText } from '../parts/wording.js';
import { may } from '../session/session.js';
import { cpuReadings } from '../store/process-store.js';
import { DeedButtons } from './deed-buttons.js';
import { isSelected, toggle } from './selection.js';

/** What the chart of processor time shows at least, percent: below it nothing worth a mountain happens. */
const LEAST_SCALE = 10;

interface RowProps {
  readonly status: StatusDto;
  /** 1 = the first below the head. */
  readonly index: number;
}

/** One process. Drawn anew only when something of it has changed. */
export const ProcessRow = memo(function ProcessRow({ status, index }: RowProps) {
  const { name, state, pid, restarts, cpu_percent: cpu, resident_memory_bytes: memory } = status;
  const readings = cpuReadings(name);
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
        {cpu != null && <Sparkline values={readings} most={Math.max(LEAST_SCALE, ...readings)} />}
        <span>{cpu == null ? '–' : percentText(cpu)}</span>
      </td>
      <td class="memory">{memory == null ? '–' : bytesText(memory)}</td>
      <td class="restarts">{restarts}</td>
      {may('operator') && (
        <td class="actions">
          <DeedButtons status={status} />
        </td>
      )}
    </tr>
  );
});
