import type { ChangeResultDto } from '#contract';
import type { Io } from '../terminal/io.js';
import { paint, type Tone } from './colour.js';

const ROWS: readonly (readonly [key: 'added' | 'restarted' | 'updated' | 'adopted' | 'removed', tone: Tone])[] = [
  ['added', 'good'],
  ['restarted', 'busy'],
  ['updated', 'busy'],
  ['adopted', 'good'],
  ['removed', 'bad'],
];

/** What a reload did, a line for each kind of change. */
export function renderChanges(io: Io, changes: ChangeResultDto): string {
  const lines = ROWS.flatMap(([key, tone]) =>
    changes[key].length === 0 ? [] : [`${paint(io, tone, key.padEnd(9))} ${changes[key].join(', ')}\n`],
  );
  const rest = `${changes.unchanged.length} unchanged\n`;
  return lines.length === 0 ? `nothing changed, ${rest}` : [...lines, rest].join('');
}
