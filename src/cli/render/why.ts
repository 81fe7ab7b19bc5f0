import type { WhyDto, WhyStepDto, WhyStepKind } from '#contract';
import type { Io } from '../terminal/io.js';
import { paint, type Tone } from './colour.js';
import { printable } from './event-line.js';
import { formatMoment } from './moment.js';

const BAD: readonly WhyStepKind[] = ['exit', 'signal', 'out-of-memory', 'failed-start', 'detector-loss', 'kill', 'gave-up', 'cron-skip'];

/** The answer in a sentence, then the chain, then what comes. */
export function renderWhy(io: Io, { summary, steps, next }: WhyDto): string {
  const lines = [
    paint(io, 'strong', printable(summary)),
    '',
    ...steps.map((step) => line(io, step)),
    `${' '.repeat(WIDTH)}next: ${printable(next.text)}`,
  ];
  return lines.map((text) => `${text}\n`).join('');
}

/** Of a moment, with what stands between it and the text. */
const WIDTH = '2026-11-23 04:30:00'.length + 2;

function line(io: Io, { at, text, kind }: WhyStepDto): string {
  const when = (at === null ? '' : formatMoment(at)).padEnd(WIDTH);
  const tone: Tone | null = BAD.includes(kind) ? 'bad' : null;
  return `${paint(io, 'dim', when)}${tone === null ? printable(text) : paint(io, tone, printable(text))}`;
}
