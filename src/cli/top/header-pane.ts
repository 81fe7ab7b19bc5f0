import type { StatusDto } from '#contract';
import { formatAge } from '../render/age.js';
import { formatBytes } from '../render/bytes.js';
import { paint } from '../render/colour.js';
import { TONES } from '../render/status-table.js';
import { widthOf } from '../render/text-width.js';
import type { TopState } from './top-state.js';
import type { View } from './view.js';

const STATES = Object.keys(TONES) as StatusDto['state'][];
const SEPARATOR = '  ';

/** Two lines: the daemon, and all its processes together. */
export function headerPane(view: View, state: TopState): string[] {
  return [daemonLine(view, state), cutParts(view, totalsOf(view, state))];
}

function daemonLine(view: View, { link, address, nowMs }: TopState): string {
  const parts = [paint(view, 'strong', 'provisr'), address];
  if (link.kind === 'lost')
    return cutParts(view, [...parts, paint(view, 'bad', `no connection for ${formatAge((nowMs - link.sinceMs) / 1000)}`)]);
  const { daemon } = link;
  if (daemon !== null) {
    parts.push(daemon.phase === 'ready' ? paint(view, 'good', 'ready') : paint(view, 'busy', daemon.phase), `pid ${daemon.pid}`);
    if (daemon.startedAtMs !== null) parts.push(`up ${formatAge((nowMs - daemon.startedAtMs) / 1000)}`);
  }
  return cutParts(view, parts);
}

function totalsOf(view: View, { rows }: TopState): string[] {
  const counts = STATES.flatMap((state) => {
    const count = rows.filter((row) => row.state === state).length;
    return count === 0 ? [] : [paint(view, TONES[state], `${count} ${state}`)];
  });
  const cpu = rows.reduce((sum, row) => sum + (row.cpu_percent ?? 0), 0);
  const memory = rows.reduce((sum, row) => sum + (row.resident_memory_bytes ?? 0), 0);
  const processes = `${rows.length} ${rows.length === 1 ? 'process' : 'processes'}`;
  return [processes, ...counts, paint(view, 'dim', `cpu ${cpu.toFixed(1)}%`), paint(view, 'dim', `memory ${formatBytes(memory)}`)];
}

/** As many as fit, whole. */
function cutParts(view: View, parts: readonly string[]): string {
  let text = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    if (widthOf(text) + SEPARATOR.length + widthOf(part) > view.columns) break;
    text += SEPARATOR + part;
  }
  return text;
}
