import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { errnoOf, messageOf, ProvisrError } from '#core/errors';

type Document = Readonly<Record<string, unknown>>;

/** A parser is loaded when a file needs it. */
const PARSERS: Readonly<Record<string, () => Promise<(text: string) => unknown>>> = {
  '.toml': async () => (await import('smol-toml')).parse,
  '.yaml': async () => (await import('yaml')).parse as (text: string) => unknown,
  '.yml': async () => (await import('yaml')).parse as (text: string) => unknown,
  '.json': () => Promise.resolve(JSON.parse as (text: string) => unknown),
};

/**
 * Parses a configuration or program file by its extension, unchecked.
 * @throws ProvisrError PROVISR_CONFIG_NOT_FOUND or PROVISR_CONFIG_INVALID
 */
export async function readDocument(path: string): Promise<Document> {
  const load = PARSERS[extname(path).toLowerCase()];
  if (load === undefined) throw invalid(`${path}: a file of this kind ends in .toml, .yaml, .yml or .json`);
  const text = await read(path);
  const parse = await load();
  try {
    const document = parse(text);
    return typeof document === 'object' && document !== null ? (document as Document) : {};
  } catch (cause) {
    throw invalid(`${path}: ${messageOf(cause).split('\n')[0] ?? ''}`, cause);
  }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = errnoOf(cause);
    if (code === 'ENOENT') throw new ProvisrError('PROVISR_CONFIG_NOT_FOUND', `${path} does not exist`, { cause });
    throw invalid(`cannot read ${path}: ${code ?? messageOf(cause)}`, cause);
  }
}

function invalid(message: string, cause?: unknown): ProvisrError {
  return new ProvisrError('PROVISR_CONFIG_INVALID', message, { cause });
}
