import { layOutToml, type TomlLayout, type TomlSpan, tomlPath } from '../source/toml-locator.js';
import { type TokenEditor, type TokenEntry, TOKENS_PATH } from './token-entry.js';

/** Comments that stand right above what follows belong to that. */
const ATTACHED_COMMENTS = /(?:(?<=\n|^)[ \t]*#[^\n]*\n)*[ \t]*$/;

/** Writes into the text where a person would, so that comments, order and spacing stay as their author has made them. */
export const tomlTokens: TokenEditor = {
  add(text, entry) {
    const layout = layOutToml(text);
    const list = layout.values.get(tomlPath(TOKENS_PATH));
    return list === undefined ? addTable(text, layout, entry) : addElement(text, layout, list, entry);
  },
  remove(text, index) {
    const layout = layOutToml(text);
    const element = layout.values.get(elementPath(index));
    return element === undefined
      ? removeTable(text, layout, index)
      : removeElement(text, element, layout.values.get(elementPath(index + 1)));
  },
};

function elementPath(index: number): string {
  return tomlPath([...TOKENS_PATH, String(index)]);
}

/** `[[server.auth.tokens]]` behind the last one, else behind what is nearest to it. */
function addTable(text: string, { headers }: TomlLayout, entry: TokenEntry): string {
  const depthOf = (keys: readonly string[]): number => (keys.every((key, at) => key === TOKENS_PATH[at]) ? keys.length : 0);
  const deepest = Math.max(0, ...headers.map(({ keys }) => depthOf(keys)));
  const nearest = deepest === 0 ? headers.length - 1 : headers.findLastIndex(({ keys }) => depthOf(keys) === deepest);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const head = text.slice(0, endOfTable(text, headers[nearest + 1]?.start));
  const table = [`[[${TOKENS_PATH.join('.')}]]`, ...pairsOf(entry)].join(eol);
  const tail = text.slice(head.length);
  return `${head}${head === '' ? '' : eol + eol}${table}${tail.trim() === '' ? eol : tail}`;
}

function removeTable(text: string, { headers }: TomlLayout, index: number): string {
  const isToken = (keys: readonly string[]): boolean => tomlPath(keys) === tomlPath(TOKENS_PATH);
  const own = headers.filter(({ keys }) => isToken(keys))[index];
  if (own === undefined) return text;
  const next = headers[headers.indexOf(own) + 1];
  const head = text.slice(0, own.start).trimEnd();
  const tail = text.slice(endOfTable(text, next?.start));
  return head === '' ? tail.trimStart() : head + tail;
}

/** Behind the last line of a table that is followed by a header at `limit`, or by nothing. */
function endOfTable(text: string, limit: number | undefined): number {
  if (limit === undefined) return text.trimEnd().length;
  const head = text.slice(0, limit);
  return head.slice(0, ATTACHED_COMMENTS.exec(head)?.index).trimEnd().length;
}

function addElement(text: string, { values }: TomlLayout, list: TomlSpan, entry: TokenEntry): string {
  const element = `{ ${pairsOf(entry).join(', ')} }`;
  const last = lastElement(values);
  const closing = list.end - 1;
  const needsComma = last !== undefined && !/,/.test(text.slice(last.end, closing).replaceAll(/#[^\n]*/g, ''));
  const comma = needsComma ? ',' : '';
  const upToLast = last === undefined ? '' : text.slice(0, last.end) + comma;
  const between = text.slice(last?.end ?? 0, closing);
  const line = between.lastIndexOf('\n') + 1;
  // The closing bracket has a line of its own: the new element gets one before it.
  if (line > 0 && between.slice(line).trim() === '') {
    const indent = last === undefined ? `${between.slice(line)}  ` : indentAt(text, last.start);
    return `${upToLast}${between.slice(0, line)}${indent}${element},\n${between.slice(line)}${text.slice(closing)}`;
  }
  if (last === undefined) return `${text.slice(0, closing)}${element}${text.slice(closing)}`;
  return `${text.slice(0, last.end)}, ${element}${text.slice(last.end)}`;
}

function lastElement(values: TomlLayout['values']): TomlSpan | undefined {
  let last: TomlSpan | undefined;
  for (let index = 0; values.has(elementPath(index)); index += 1) last = values.get(elementPath(index));
  return last;
}

function removeElement(text: string, element: TomlSpan, next: TomlSpan | undefined): string {
  const lineStart = text.lastIndexOf('\n', element.start) + 1;
  const rest = /^[ \t]*,?[ \t]*(?:#[^\n]*)?(?:\n|$)/.exec(text.slice(element.end));
  // A line of its own goes as a whole, with what is noted behind it.
  if (lineStart > 0 && text.slice(lineStart, element.start).trim() === '' && rest !== null) {
    return text.slice(0, lineStart) + text.slice(element.end + rest[0].length);
  }
  if (next !== undefined) return text.slice(0, element.start) + text.slice(next.start);
  return text.slice(0, element.start).replace(/,?[ \t]*$/, '') + text.slice(element.end).replace(/^[ \t]*,/, '');
}

/** The blanks that the line of a position begins with. */
function indentAt(text: string, position: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', position) + 1))?.[0] ?? '';
}

/** `key = "value"`; a JSON string without control characters is a basic string of TOML. */
function pairsOf(entry: TokenEntry): string[] {
  return Object.entries(entry).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
}
