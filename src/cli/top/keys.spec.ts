import type { Key } from 'ink';
import { describe, expect, it } from 'vitest';
import type { StatusDto } from '#contract';
import { press, selectVisible, type Wish } from './keys.js';
import { type Press, pressesOf } from './press.js';
import { initialState, type TopState } from './top-state.js';
import { visibleRows } from './visible-rows.js';

const row = (name: string, more: Partial<StatusDto> = {}): StatusDto =>
  ({ name, state: 'running', pid: 1, restarts: 0, ...more }) as StatusDto;
const ROWS = [
  row('web-10', { cpu_percent: 1, pid: 30 }),
  row('web-2', { cpu_percent: 70, pid: 10 }),
  row('api', { cpu_percent: null, state: 'failed', pid: null }),
  row('a.b', { cpu_percent: 5, state: 'stopped', pid: null, restarts: 9 }),
];
const START = selectVisible({ ...initialState({ address: '', filter: '', sort: 'name', nowMs: 0 }), rows: ROWS });

function after(state: TopState, ...keys: Press[]): { state: TopState; wishes: Wish[] } {
  const wishes: Wish[] = [];
  let last = state;
  for (const key of keys) {
    const pressed = press(last, key);
    last = pressed.state;
    if (pressed.wish !== null) wishes.push(pressed.wish);
  }
  return { state: last, wishes };
}
const names = (state: TopState): string[] => visibleRows(state).map(({ name }) => name);

describe('keys of top', () => {
  it('select a row, never beyond the ends', () => {
    expect(START.selected).toBe('a.b');
    expect(after(START, 'down', 'j').state.selected).toBe('web-2');
    expect(after(START, 'up', 'k').state.selected).toBe('a.b');
    expect(after(START, 'end', 'pagedown').state.selected).toBe('web-10');
    expect(after(START, 'G', 'pageup').state.selected).toBe('a.b');
    expect(after({ ...START, rows: [], selected: null }, 'down', 'x', 'y').wishes).toEqual([]);
  });

  it('start at once, stop and restart after a question', () => {
    expect(after(START, 's').wishes).toEqual([{ kind: 'do', deed: 'start', name: 'a.b' }]);
    expect(after(START, 'x').wishes).toEqual([]);
    expect(after(START, 'x', 'y').wishes).toEqual([{ kind: 'do', deed: 'stop', name: 'a.b' }]);
    expect(after(START, 'r', 'Y').wishes).toEqual([{ kind: 'do', deed: 'restart', name: 'a.b' }]);
    for (const key of ['n', 'enter', 'escape', 'x', 'q'])
      expect(after(START, 'x', key)).toMatchObject({ wishes: [], state: { mode: { kind: 'browse' } } });
  });

  it('asks about the process that was selected, wherever the selection goes meanwhile', () => {
    const asked = after(START, 'x').state;
    expect(after({ ...asked, selected: 'api' }, 'y').wishes).toEqual([{ kind: 'do', deed: 'stop', name: 'a.b' }]);
  });

  it('filter while they are typed; Enter keeps it, Escape undoes it', () => {
    const typed = after(START, '/', 'w', 'e', 'b', 'q').state;
    expect(typed.filter).toBe('webq');
    expect(names(after(typed, 'backspace').state)).toEqual(['web-2', 'web-10']);
    expect(after(typed, 'backspace').state.selected).toBe('web-2');
    expect(after(typed, 'backspace', 'enter').state).toMatchObject({ filter: 'web', mode: { kind: 'browse' } });
    expect(after(typed, 'escape').state).toMatchObject({ filter: '', mode: { kind: 'browse' } });
    expect(after(after(typed, 'enter').state, 'escape').state.filter).toBe('');
    expect(names({ ...START, filter: 'w*2' })).toEqual(['web-2']);
    expect(names({ ...START, filter: 'a.*' })).toEqual(['a.b']);
    expect(names({ ...START, filter: '*(' })).toEqual([]);
  });

  it('sort by each column, the most used and what is in trouble first, and the other way round', () => {
    expect(names(START)).toEqual(['a.b', 'api', 'web-2', 'web-10']);
    const byState = after(START, 'right').state;
    expect(names(byState)).toEqual(['api', 'web-2', 'web-10', 'a.b']);
    expect(names(after(byState, '>', 'right').state)).toEqual(['web-2', 'a.b', 'web-10', 'api']);
    expect(names(after(START, 'i').state)).toEqual(['web-10', 'web-2', 'api', 'a.b']);
    expect(names(after(START, 'left').state)[0]).toBe('a.b');
    expect(after(START, '<', '>').state.sort).toBe('name');
  });

  it('change the log, show the help, leave', () => {
    expect(after(START, 'l').state.logView).toBe('stdout');
    expect(after(START, 'l', 'l', 'l', 'l').state.logView).toBe('both');
    expect(after(START, '?').state.mode.kind).toBe('help');
    expect(after(START, 'h', 'x').state.mode.kind).toBe('browse');
    for (const keys of [['q'], ['interrupt'], ['?', 'q'], ['/', 'q', 'interrupt'], ['x', 'interrupt']]) {
      expect(after(START, ...keys).wishes).toEqual([{ kind: 'quit' }]);
    }
  });
});

describe('what the terminal reports', () => {
  const key = (flags: Partial<Key> = {}): Key => flags as Key;

  it('is one key, or several that came together', () => {
    expect(pressesOf('', key({ upArrow: true }))).toEqual(['up']);
    expect(pressesOf('', key({ delete: true }))).toEqual(['backspace']);
    expect(pressesOf('/we\rx', key())).toEqual(['/', 'w', 'e', 'enter', 'x']);
    expect(pressesOf('c', key({ ctrl: true }))).toEqual(['interrupt']);
    expect(pressesOf('\u0003\u007F\u0001', key())).toEqual(['interrupt', 'backspace']);
    expect(pressesOf('x', key({ meta: true }))).toEqual([]);
    expect(pressesOf('s', key({ ctrl: true }))).toEqual([]);
  });
});
