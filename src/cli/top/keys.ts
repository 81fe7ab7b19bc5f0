import { deedOf, type Press } from './press.js';
import { visibleRows } from './visible-rows.js';
import { SORT_KEYS } from './sort-keys.js';
import { type Deed, LOG_VIEWS, type TopState } from './top-state.js';

/** What a key asks for beyond a change of what is seen. */
export type Wish = { readonly kind: 'quit' } | { readonly kind: 'do'; readonly deed: Deed; readonly name: string };

/** After a key. */
export interface Pressed {
  readonly state: TopState;
  readonly wish: Wish | null;
}

const PAGE_ROWS = 10;

/** Ends something that runs: asked twice. */
const DESTRUCTIVE: ReadonlySet<Deed> = new Set(['stop', 'restart']);

/** What a key does, depending on what is on the screen. */
export function press(state: TopState, key: Press): Pressed {
  if (key === 'interrupt') return quit(state);
  switch (state.mode.kind) {
    case 'browse':
      return browse(state, key);
    case 'help':
      return key === 'q' ? quit(state) : stay({ ...state, mode: { kind: 'browse' } });
    case 'filter':
      return stay(edit(state, key, state.mode.before));
    case 'confirm':
      return confirm(state, key, state.mode);
  }
}

function browse(state: TopState, key: Press): Pressed {
  const deed = deedOf(key);
  if (deed !== null) return ask(state, deed);
  if (key === 'q') return quit(state);
  return stay(VIEW_KEYS[key]?.(state) ?? moved(state, key));
}

const VIEW_KEYS: Readonly<Partial<Record<Press, (state: TopState) => TopState>>> = {
  '?': (state) => ({ ...state, mode: { kind: 'help' } }),
  h: (state) => ({ ...state, mode: { kind: 'help' } }),
  '/': (state) => ({ ...state, mode: { kind: 'filter', before: state.filter } }),
  escape: (state) => selectVisible({ ...state, filter: '' }),
  i: (state) => ({ ...state, isReversed: !state.isReversed }),
  left: (state) => ({ ...state, sort: neighbour(SORT_KEYS, state.sort, -1) }),
  right: (state) => ({ ...state, sort: neighbour(SORT_KEYS, state.sort, 1) }),
  '<': (state) => ({ ...state, sort: neighbour(SORT_KEYS, state.sort, -1) }),
  '>': (state) => ({ ...state, sort: neighbour(SORT_KEYS, state.sort, 1) }),
  l: (state) => ({ ...state, logView: neighbour(LOG_VIEWS, state.logView, 1) }),
};

const STEPS: Readonly<Partial<Record<Press, number>>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: -PAGE_ROWS,
  pagedown: PAGE_ROWS,
  home: Number.NEGATIVE_INFINITY,
  g: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
  G: Number.POSITIVE_INFINITY,
};

function moved(state: TopState, key: Press): TopState {
  const step = STEPS[key];
  if (step === undefined) return state;
  const names = visibleRows(state).map(({ name }) => name);
  const at = Math.min(Math.max(names.indexOf(state.selected ?? '') + step, 0), names.length - 1);
  return { ...state, selected: names[at] ?? null };
}

function ask(state: TopState, deed: Deed): Pressed {
  const name = state.selected;
  if (name === null) return stay(state);
  if (!DESTRUCTIVE.has(deed)) return { state, wish: { kind: 'do', deed, name } };
  return stay({ ...state, mode: { kind: 'confirm', deed, name } });
}

function confirm(state: TopState, key: Press, { deed, name }: { readonly deed: Deed; readonly name: string }): Pressed {
  const after: TopState = { ...state, mode: { kind: 'browse' } };
  return { state: after, wish: key === 'y' || key === 'Y' ? { kind: 'do', deed, name } : null };
}

function edit(state: TopState, key: Press, before: string): TopState {
  if (key === 'enter') return { ...state, mode: { kind: 'browse' } };
  if (key === 'escape') return selectVisible({ ...state, filter: before, mode: { kind: 'browse' } });
  if (key === 'backspace') return selectVisible({ ...state, filter: state.filter.slice(0, -1) });
  return key.length === 1 ? selectVisible({ ...state, filter: state.filter + key }) : moved(state, key);
}

/** The selection stays where it is as long as that can be seen; else it goes to the first row. */
export function selectVisible(state: TopState): TopState {
  const rows = visibleRows(state);
  if (rows.some(({ name }) => name === state.selected)) return state;
  return { ...state, selected: rows[0]?.name ?? null };
}

function neighbour<Item>(items: readonly Item[], item: Item, step: 1 | -1): Item {
  return items[(items.indexOf(item) + step + items.length) % items.length] ?? item;
}

function stay(state: TopState): Pressed {
  return { state, wish: null };
}

function quit(state: TopState): Pressed {
  return { state, wish: { kind: 'quit' } };
}
