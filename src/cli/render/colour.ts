import { styleText } from 'node:util';
import type { Io } from '../terminal/io.js';

/** The few colours in use, by what they mean. */
export type Tone = 'good' | 'busy' | 'bad' | 'dim' | 'strong' | 'selected';

const STYLES = { good: 'green', busy: 'yellow', bad: 'red', dim: 'dim', strong: 'bold', selected: 'inverse' } as const satisfies Record<
  Tone,
  string
>;

/** The text in its colour, or as it is where colours are not wanted. */
export function paint(io: Pick<Io, 'hasColour'>, tone: Tone, text: string): string {
  return io.hasColour && text !== '' ? styleText(STYLES[tone], text, { validateStream: false }) : text;
}
