import type { FollowedLine } from '#client';
import type { StatusDto } from '#contract';
import { paint } from '../render/colour.js';
import { cutEnd, cutMiddle, printable } from '../render/text-width.js';
import { explanationOf } from './explanation.js';
import type { TopState } from './top-state.js';
import type { View } from './view.js';

const LONGEST_NAME = 40;

/** The title and the last lines of what the selected process has written. */
export function logPane(view: View, state: TopState, selected: StatusDto | undefined, height: number): string[] {
  const room = height - 1;
  const lines = state.log.slice(-room).map((line) => logLine(view, line));
  if (lines.length === 0 && selected !== undefined) lines.push(paint(view, 'dim', 'nothing written yet'));
  return [title(view, state, selected), ...lines];
}

function title(view: View, { logView, nowMs }: TopState, selected: StatusDto | undefined): string {
  const about = selected === undefined ? '' : explanationOf(selected, nowMs);
  const parts = selected === undefined ? ['log'] : [cutMiddle(selected.name, LONGEST_NAME), logView === 'both' ? 'log' : logView];
  const text = cutEnd(`── ${[...parts, about].filter((part) => part !== '').join(' · ')} `, view.columns);
  return paint(view, 'dim', text.padEnd(view.columns, '─'));
}

function logLine(view: View, { stream, line }: FollowedLine): string {
  const text = cutEnd(printable(line), view.columns);
  return stream === 'stderr' ? paint(view, 'bad', text) : text;
}
