import type { StatusDto } from '#contract';
import type { FollowedLine } from '#client';
import type { Tone } from '../render/colour.js';
import type { SortKey } from './sort-keys.js';

/** What the log pane shows of the selected process, in the order of the key that changes it. */
export const LOG_VIEWS = ['both', 'stdout', 'stderr', 'off'] as const;
export type LogView = (typeof LOG_VIEWS)[number];

/** What can be done to a process by key. */
export type Deed = 'start' | 'stop' | 'restart';

/** What the daemon tells of itself to operators; others see only where it is. */
export interface DaemonFacts {
  readonly pid: number;
  /** Milliseconds since the epoch, `null` where the platform does not tell. */
  readonly startedAtMs: number | null;
  readonly phase: string;
}

/** The connection. */
export type Link =
  | { readonly kind: 'up'; readonly daemon: DaemonFacts | null }
  /** @remarks `sinceMs` in milliseconds since the epoch */
  | { readonly kind: 'lost'; readonly sinceMs: number; readonly reason: string };

/** What the keys mean at the moment. */
export type Mode =
  | { readonly kind: 'browse' }
  | { readonly kind: 'help' }
  /** @remarks `before` is what Escape goes back to */
  | { readonly kind: 'filter'; readonly before: string }
  | { readonly kind: 'confirm'; readonly deed: Deed; readonly name: string };

/** A sentence at the bottom, for a while. */
export interface Notice {
  readonly text: string;
  readonly tone: Tone;
  /** Milliseconds since the epoch. */
  readonly untilMs: number;
}

/** Everything there is to see. */
export interface TopState {
  readonly address: string;
  readonly link: Link;
  readonly rows: readonly StatusDto[];
  /** Name of the selected process; `null` when there is none to select. */
  readonly selected: string | null;
  readonly filter: string;
  readonly sort: SortKey;
  readonly isReversed: boolean;
  readonly mode: Mode;
  readonly logView: LogView;
  /** The last lines of the selected process, the latest at the end. */
  readonly log: readonly FollowedLine[];
  readonly notice: Notice | null;
  /** Of this frame, milliseconds since the epoch. */
  readonly nowMs: number;
}

/** How it begins. */
export interface TopSettings {
  readonly address: string;
  readonly filter: string;
  readonly sort: SortKey;
  readonly nowMs: number;
}

export function initialState({ address, filter, sort, nowMs }: TopSettings): TopState {
  const empty = { rows: [], selected: null, log: [], notice: null } as const;
  const view = { isReversed: false, mode: { kind: 'browse' }, logView: 'both' } as const;
  return { address, filter, sort, nowMs, link: { kind: 'up', daemon: null }, ...empty, ...view };
}
