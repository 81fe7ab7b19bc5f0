import { documentSource, readDocument } from './parse-yaml.js';
import { type Position, positionAt, type SourceParser, SyntaxProblem } from './source-file.js';

/** JSON. The positions come from the YAML parser, which reads every JSON document, and which refuses keys that are there twice. */
export const parseJson: SourceParser = (path, text) => {
  const json = text.replace(/^\uFEFF/, '');
  const data = parseStrictly(json);
  const { document, lines } = readDocument(json, 'JSON');
  return documentSource(path, data, document, lines);
};

function parseStrictly(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const sentence = message.replace(/ ?in JSON at position .*$/s, '').replace(/, (\.\.\.)?".*is not valid JSON$/s, '');
    throw new SyntaxProblem(`not valid JSON: ${sentence}`, placeOf(message, text));
  }
}

/** V8 tells the place in most messages; of an unexpected token it only tells the token. */
function placeOf(message: string, text: string): Position | null {
  const place = /\(line (\d+) column (\d+)\)/.exec(message);
  if (place !== null) return { line: Number(place[1]), column: Number(place[2]) };
  const token = /^Unexpected token '(.)'/su.exec(message)?.[1];
  return token === undefined ? positionAt(text, text.trimEnd().length) : firstRefused(text, token);
}

/** The token is at the first place up to which the text is refused for this very token. */
function firstRefused(text: string, token: string): Position | null {
  for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
    try {
      JSON.parse(text.slice(0, at + token.length));
    } catch (error) {
      if ((error as SyntaxError).message.startsWith(`Unexpected token '${token}'`)) return positionAt(text, at);
    }
  }
  return null;
}
