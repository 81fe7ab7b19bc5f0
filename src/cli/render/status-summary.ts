import type { StatusDto } from '#contract';
import type { Io } from '../terminal/io.js';
import { paint } from './colour.js';
import { TONES } from './status-table.js';
import { widthOf } from './text-width.js';

type State = StatusDto['state'];

const STATES = Object.keys(TONES) as State[];
/** These want to be looked at: so they are named. */
const IN_TROUBLE: readonly State[] = ['backoff', 'failed'];
const MOST_NAMES = 3;

/** How many there are in which state, for a person who has just seen a long table scroll by; nothing for a single one. */
export function renderSummary(io: Io, rows: readonly StatusDto[]): string {
  if (!io.isTty || rows.length < 2) return '';
  const detailed = summary(io, rows, MOST_NAMES);
  return `${io.columns !== null && widthOf(detailed) > io.columns ? summary(io, rows, 0) : detailed}\n`;
}

function summary(io: Io, rows: readonly StatusDto[], mostNames: number): string {
  const parts = STATES.flatMap((state) => {
    const names = rows.filter((row) => row.state === state).map(({ name }) => name);
    if (names.length === 0) return [];
    const isNamed = IN_TROUBLE.includes(state) && names.length <= mostNames;
    return [paint(io, TONES[state], `${names.length} ${state}`) + (isNamed ? paint(io, 'dim', ` (${names.join(', ')})`) : '')];
  });
  return `${rows.length} processes: ${parts.join(', ')}`;
}
