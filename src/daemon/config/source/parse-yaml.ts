import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { nearestPosition } from './nearest-position.js';
import { type SourceFile, type SourceParser, SyntaxProblem } from './source-file.js';

/** YAML 1.2. */
export const parseYaml: SourceParser = (path, text) => {
  const { document, lines } = readDocument(text, 'YAML');
  return documentSource(path, toData(document), document, lines);
};

/** A parsed document as the other steps see it. */
export function documentSource(path: string, data: unknown, document: Document.Parsed, lines: LineCounter): SourceFile {
  const locate: SourceFile['locate'] = (tokens) =>
    nearestPosition(
      tokens,
      (wanted) => offsetOf(document, wanted),
      (offset) => {
        const { line, col } = lines.linePos(offset);
        return { line, column: col };
      },
    );
  return { path, data, locate };
}

/** @throws SyntaxProblem */
export function readDocument(text: string, language: 'YAML' | 'JSON'): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
  const error = document.errors[0];
  if (error === undefined) return { document, lines };
  const { line, col } = lines.linePos(error.pos[0]);
  throw new SyntaxProblem(`not valid ${language}: ${error.message}`, { line, column: col });
}

function toData(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Aliases that multiply without end are refused by the parser with a ReferenceError.
    throw new SyntaxProblem(`not valid YAML: ${(error as Error).message}`, null);
  }
}

/** Where the key, or the list item, at the path begins. */
function offsetOf(document: Document.Parsed, tokens: readonly string[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const token of tokens) {
    const [place, inner] = step(node, token);
    if (!isNode(place)) return undefined;
    offset = place.range?.[0];
    node = inner;
  }
  return offset;
}

/** The node that stands for the place of a key or list item, and the node of its value. */
function step(node: unknown, token: string): readonly [unknown, unknown] {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === token);
    return [pair?.key, pair?.value];
  }
  const item = isSeq(node) ? node.items[Number(token)] : undefined;
  return [item, item];
}
