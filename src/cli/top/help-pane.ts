import { paint } from '../render/colour.js';
import { cutEnd } from '../render/text-width.js';
import type { View } from './view.js';

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ['↑ ↓  j k', 'select a process; PgUp, PgDn, g, G go further'],
  ['s', 'start the selected process'],
  ['x', 'stop it, after a question'],
  ['r', 'restart it, after a question'],
  ['/', 'show only names that contain something, or match it with *'],
  ['Esc', 'show all names again'],
  ['← →  < >', 'sort by another column'],
  ['i', 'invert the order'],
  ['l', 'log of both streams, only stdout, only stderr, no log'],
  ['? h', 'this page'],
  ['q  Ctrl-C', 'leave'],
];
const KEYS_WIDTH = 11;

/** What every key does. */
export function helpPane(view: View, height: number): string[] {
  const lines = KEYS.map(([keys, meaning]) => {
    const text = cutEnd(meaning, Math.max(0, view.columns - KEYS_WIDTH - 2));
    return `  ${paint(view, 'strong', keys.padEnd(KEYS_WIDTH))}${text}`;
  });
  return ['', ...lines, '', paint(view, 'dim', '  any key goes back')].slice(0, height);
}
