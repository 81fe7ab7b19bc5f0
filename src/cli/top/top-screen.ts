import { Box, render, Text, useInput, useWindowSize } from 'ink';
import { createElement, type ReactElement, useSyncExternalStore } from 'react';
import { frame } from './frame.js';
import type { Wish } from './keys.js';
import { pressesOf } from './press.js';
import type { TopStore } from './top-store.js';

/** What the screen needs. */
export interface TopScreenOptions {
  readonly store: TopStore;
  readonly hasColour: boolean;
  readonly onWish: (wish: Wish) => void;
}

/** The screen while it is open. */
export interface OpenTopScreen {
  /** Gives the terminal back. */
  readonly close: () => void;
  /** Resolves when the terminal has been given back, also after Ctrl-C. */
  readonly closed: Promise<unknown>;
}

/** Takes the whole terminal: alternate screen, keys one by one. At any end of the process but SIGKILL the terminal is given back. */
export function openTopScreen(options: TopScreenOptions): OpenTopScreen {
  const instance = render(createElement(TopScreen, options), {
    alternateScreen: true,
    // A key like any other here: what was typed before it counts first.
    exitOnCtrlC: false,
    incrementalRendering: true,
    // Whether there is a terminal has been looked at; a CI variable in the environment of a person changes nothing.
    interactive: true,
    patchConsole: false,
  });
  return { close: () => instance.unmount(), closed: instance.waitUntilExit() };
}

function TopScreen({ store, hasColour, onWish }: TopScreenOptions): ReactElement {
  const size = useWindowSize();
  const state = useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => store.state,
  );
  useInput((input, key) => {
    for (const press of pressesOf(input, key)) {
      const wish = store.press(press);
      if (wish !== null) onWish(wish);
    }
  });
  const lines = frame({ ...size, hasColour }, state);
  // An empty text has no height.
  const rows = lines.map((line, at) => createElement(Text, { key: at, wrap: 'truncate-end' }, line === '' ? ' ' : line));
  return createElement(Box, { flexDirection: 'column', width: size.columns, height: size.rows }, rows);
}
