import type { Key } from 'ink';
import type { Deed } from './top-state.js';

/** A key by its name (`up`, `enter`, `interrupt`), or the character it types. */
export type Press = string;

const NAMED = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['backspace', 'backspace'],
  // What most terminals send for the backspace key.
  ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof Key, Press])[];

/** Control characters as terminals send them. */
const CONTROLS: Readonly<Record<string, Press>> = {
  '\u0003': 'interrupt',
  '\u0008': 'backspace',
  '\n': 'enter',
  '\r': 'enter',
  '\u001B': 'escape',
  '\u007F': 'backspace',
};

/** The presses that one report of the terminal holds: what is pasted or typed fast comes in one piece. */
export function pressesOf(input: string, key: Key): readonly Press[] {
  const named = NAMED.find(([flag]) => key[flag]);
  if (named !== undefined) return [named[1]];
  if (key.ctrl) return input === 'c' ? ['interrupt'] : [];
  return key.meta || key.tab ? [] : [...input].flatMap(pressOf);
}

function pressOf(character: string): readonly Press[] {
  const control = CONTROLS[character];
  if (control !== undefined) return [control];
  return character < ' ' ? [] : [character];
}

const DEEDS: Readonly<Record<Press, Deed>> = { s: 'start', x: 'stop', r: 'restart' };

export function deedOf(press: Press): Deed | null {
  return DEEDS[press] ?? null;
}
