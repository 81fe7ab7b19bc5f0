import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { errnoOf, messageOf } from '#core';
import { parseJson } from './parse-json.js';
import { parseToml } from './parse-toml.js';
import { parseYaml } from './parse-yaml.js';
import { type SourceFile, type SourceParser, SyntaxProblem } from './source-file.js';

/** The parser of each file extension. */
const PARSERS: Readonly<Record<string, SourceParser>> = {
  '.toml': parseToml,
  '.yaml': parseYaml,
  '.yml': parseYaml,
  '.json': parseJson,
};

/** Whether a file name has one of the extensions that are read. */
export function isSourceName(name: string): boolean {
  return !name.startsWith('.') && Object.hasOwn(PARSERS, extname(name).toLowerCase());
}

/**
 * Reads and parses a configuration file.
 *
 * @param path absolute
 * @throws SyntaxProblem when it cannot be read or parsed
 */
export async function readSource(path: string): Promise<SourceFile> {
  const parser = parserOf(path);
  return parser(path, await readText(path));
}

/** The parser for a file, by its name. @throws SyntaxProblem when there is none */
export function parserOf(path: string): SourceParser {
  const parser = PARSERS[extname(path).toLowerCase()];
  if (parser === undefined) throw new SyntaxProblem(`must end in ${Object.keys(PARSERS).join(', ')}`, null);
  return parser;
}

const READ_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'may not be read by this user',
  EISDIR: 'is a directory',
};

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (errno === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw new SyntaxProblem('is not UTF-8 text', null);
    throw new SyntaxProblem(READ_PROBLEMS[errno] ?? `cannot be read: ${messageOf(error)}`, null);
  }
}
