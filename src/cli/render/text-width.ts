import { stripVTControlCharacters } from 'node:util';

const ELLIPSIS = '…';
// Line ends, tabs and whatever else would move the cursor.
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F]+/g;

/** Columns a text takes on a terminal, colours not counted. Names are ASCII by rule, so a character is a column. */
export function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** A text of others on one line, without anything that a terminal would obey. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(UNPRINTABLE, ' ');
}

/** Keeps the beginning. For texts without colours. */
export function cutEnd(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}${ELLIPSIS}`;
}

/** Keeps both ends: the number of an instance is at the end of its name. For texts without colours. */
export function cutMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  const kept = Math.max(0, width - 1);
  const tail = Math.floor(kept / 2);
  return `${text.slice(0, kept - tail)}${ELLIPSIS}${text.slice(text.length - tail)}`;
}
