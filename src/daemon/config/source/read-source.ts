import { readFile } from 'node:fs/promises';
import { errnoOf, messageOf } from '#core';
import { type SourceFile, SyntaxProblem } from './source-file.js';
import type { SourceFormats } from './source-formats.js';

/**
 * Reads and parses a configuration file.
 *
 * @param path absolute
 * @throws SyntaxProblem when it cannot be read or parsed
 */
export async function readSource(path: string, formats: SourceFormats): Promise<SourceFile> {
  const parser = formats.parserOf(path);
  return parser(path, await readText(path));
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
