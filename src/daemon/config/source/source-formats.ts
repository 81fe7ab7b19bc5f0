import { extname } from 'node:path';
import { parseJson } from './parse-json.js';
import { parseToml } from './parse-toml.js';
import { parseYaml } from './parse-yaml.js';
import { type SourceParser, SyntaxProblem } from './source-file.js';

const BUILT_IN: Readonly<Record<string, SourceParser>> = {
  '.toml': parseToml,
  '.yaml': parseYaml,
  '.yml': parseYaml,
  '.json': parseJson,
};

/** Extensions of the formats that are always there. */
export const BUILT_IN_EXTENSIONS: readonly string[] = Object.keys(BUILT_IN);

/** What reads files, by their extension. */
export class SourceFormats {
  readonly #parsers: ReadonlyMap<string, SourceParser>;

  /**
   * @param further by extension with its dot, in lower case; they do not replace built-in ones
   * @param isIncomplete whether there would be more if all plugins had been loaded
   */
  constructor(
    further: ReadonlyMap<string, SourceParser> = new Map(),
    readonly isIncomplete = false,
  ) {
    this.#parsers = new Map([...further, ...Object.entries(BUILT_IN)]);
  }

  /** Whether a file has one of the extensions that are read. */
  knows(name: string): boolean {
    return this.#parsers.has(extname(name).toLowerCase());
  }

  /** The parser for a file, by its name. @throws SyntaxProblem when there is none */
  parserOf(path: string): SourceParser {
    const parser = this.#parsers.get(extname(path).toLowerCase());
    if (parser === undefined) throw new SyntaxProblem(`must end in ${[...this.#parsers.keys()].join(', ')}`, null);
    return parser;
  }
}

/** What there is without plugins, which is all that the main file can be: it names them. */
export const BUILT_IN_FORMATS = new SourceFormats();
