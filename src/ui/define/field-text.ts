import type { FieldKind } from './field.js';

/** What a text means, or why it means nothing. */
export type Reading = { readonly value: unknown } | { readonly problem: string };

/** A value as it is written in a form. */
export function textOf(value: unknown, kind: FieldKind): string {
  if (value === undefined) return '';
  switch (kind) {
    case 'list':
      return linesText(value);
    case 'numbers':
      return Array.isArray(value) ? value.join(', ') : String(value);
    case 'environment':
      return Array.isArray(value) ? linesText(value) : pairsText(value);
    case 'table':
      return pairsText(value);
    case 'json':
      return JSON.stringify(value, null, 2);
    default:
      return String(value);
  }
}

/** Whether a form can show the value line by line: one that has line ends of its own is shown as JSON. */
export function fits(value: unknown, kind: FieldKind): boolean {
  if (kind !== 'list' && kind !== 'environment' && kind !== 'table') return true;
  const texts = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return texts.every((text) => !String(text).includes('\n') && (kind !== 'list' || text !== ''));
}

/** `{ value: undefined }` where nothing is written. Whether a value is a good one is for the daemon to say. */
export function readingOf(text: string, kind: FieldKind): Reading {
  if (text.trim() === '') return { value: undefined };
  switch (kind) {
    // Of a size a number means megabytes, and the same digits as text mean bytes.
    case 'size':
    case 'number':
      return { value: numberOr(text.trim()) };
    case 'list':
    case 'environment':
      return { value: linesOf(text) };
    case 'numbers':
      return { value: text.split(',').map((part) => numberOr(part.trim())) };
    case 'table':
      return tableOf(linesOf(text));
    case 'json':
      return jsonOf(text);
    default:
      return { value: text };
  }
}

function linesText(value: unknown): string {
  return Array.isArray(value) ? value.join('\n') : String(value);
}

function pairsText(value: unknown): string {
  return Object.entries(value as object)
    .map(([name, each]) => `${name}=${String(each)}`)
    .join('\n');
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line.trim() !== '');
}

function tableOf(lines: readonly string[]): Reading {
  const odd = lines.findIndex((line) => !line.includes('='));
  if (odd >= 0) return { problem: `line ${odd + 1} has no "=": write name=value` };
  const pairs = lines.map((line) => [line.slice(0, line.indexOf('=')).trim(), numberOr(line.slice(line.indexOf('=') + 1).trim())]);
  return { value: Object.fromEntries(pairs) as Record<string, unknown> };
}

function jsonOf(text: string): Reading {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: `is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Text that is no number stays text: the daemon says what it wants instead. */
function numberOr(text: string): number | string {
  return /^[-+]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}
