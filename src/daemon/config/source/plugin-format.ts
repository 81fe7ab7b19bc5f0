import { messageOf } from '#core';
import type { ConfigFormatReader, ParsedConfig } from '#plugin';
import { type Position, type SourceParser, SyntaxProblem } from './source-file.js';

/** A format of somebody else as one of ours: whatever it throws or answers costs its own files alone. */
export function foreignParser(format: string, reader: ConfigFormatReader): SourceParser {
  return (path, text) => {
    const parsed = parse(format, reader, path, text);
    return { path, data: parsed.data, locate: (tokens) => nearest(parsed, tokens) };
  };
}

function parse(format: string, reader: ConfigFormatReader, path: string, text: string): ParsedConfig {
  let parsed: ParsedConfig;
  try {
    parsed = reader.parse(text, path);
  } catch (error) {
    throw new SyntaxProblem(`not valid ${format}: ${messageOf(error)}`, placeIn(error));
  }
  if (typeof parsed !== 'object' || parsed === null || !('data' in parsed))
    throw new SyntaxProblem(`cannot be read: the plugin that brings the format ${format} answered with no data`, null);
  return parsed;
}

/** As our own errors say it, and as many parsers do. */
function placeIn(error: unknown): Position | null {
  if (typeof error !== 'object' || error === null) return null;
  const { line, column, lineNumber, columnNumber } = error as Readonly<Record<string, unknown>>;
  return positionOf({ line: line ?? lineNumber, column: column ?? columnNumber });
}

/** The key itself, or the nearest table around it that is written somewhere. */
function nearest(parsed: ParsedConfig, tokens: readonly string[]): Position | null {
  try {
    for (let length = tokens.length; length > 0; length -= 1) {
      const place = positionOf(parsed.locate?.(tokens.slice(0, length)));
      if (place !== null) return place;
    }
  } catch {
    // The problem counts, and is told without its place.
  }
  return null;
}

function positionOf(value: unknown): Position | null {
  const { line, column } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return isCount(line) && isCount(column) ? { line, column } : null;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}
