import { paint } from '../render/colour.js';
import { cutEnd, printable } from '../render/text-width.js';
import type { TopState } from './top-state.js';
import type { View } from './view.js';

/** What the keys do; the most needed first, since a narrow terminal shows only those. */
const HINTS = ['q quit', '↑↓ select', 's start', 'x stop', 'r restart', '/ filter', '←→ sort', 'i invert', 'l log', '? help'];
const SEPARATOR = '  ';

/** A question, what is being typed, what is wrong, what has happened, or what the keys do: whichever is there, in this order. */
export function bottomLine(view: View, { mode, link, notice, filter, nowMs }: TopState): string {
  const cut = (text: string): string => cutEnd(printable(text), view.columns);
  if (mode.kind === 'confirm') return paint(view, 'busy', cut(`${mode.deed} ${mode.name}? y = yes, any other key = no`));
  if (mode.kind === 'filter') return cut(`show names with: ${filter}▏  Enter = keep, Esc = undo`);
  if (link.kind === 'lost') return paint(view, 'bad', cut(`looking for the daemon: ${link.reason}`));
  if (notice !== null && notice.untilMs > nowMs) return paint(view, notice.tone, cut(notice.text));
  return paint(view, 'dim', cut(hints(view, filter)));
}

function hints(view: View, filter: string): string {
  let text = filter === '' ? '' : `filter: ${filter} (Esc shows all)`;
  for (const hint of HINTS) {
    const longer = text === '' ? hint : text + SEPARATOR + hint;
    if (longer.length <= view.columns) text = longer;
  }
  return text;
}
