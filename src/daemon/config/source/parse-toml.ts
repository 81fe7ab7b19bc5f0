import { parse, TomlError } from 'smol-toml';
import { nearestPosition } from './nearest-position.js';
import { positionAt, type SourceParser, SyntaxProblem } from './source-file.js';
import { locateTomlKeys, tomlPath } from './toml-locator.js';

/** TOML 1.1. */
export const parseToml: SourceParser = (path, text) => {
  const data = parseOrRefuse(text);
  let keys: ReturnType<typeof locateTomlKeys> | undefined;
  const find = (tokens: readonly string[]): number | undefined => {
    keys ??= locateTomlKeys(text);
    return keys.get(tomlPath(tokens));
  };
  return { path, data, locate: (tokens) => nearestPosition(tokens, find, (offset) => positionAt(text, offset)) };
};

function parseOrRefuse(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [firstLine = 'invalid TOML'] = error.message.split('\n');
    const message = firstLine.replace(/^Invalid TOML document: /, '');
    throw new SyntaxProblem(`not valid TOML: ${message}`, { line: error.line, column: error.column });
  }
}
