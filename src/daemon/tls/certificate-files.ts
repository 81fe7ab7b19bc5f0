import { readFile } from 'node:fs/promises';
import { errnoOf, messageOf, ProvisrError } from '#core';

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a directory',
};

/**
 * @param what the setting a person would have to mend
 * @throws ProvisrError PROVISR_TLS_INVALID naming the setting and the file
 */
export async function readPem(what: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const problem = FILE_PROBLEMS[errnoOf(error) ?? ''] ?? `cannot be read: ${messageOf(error)}`;
    throw new ProvisrError('PROVISR_TLS_INVALID', `TLS ${what} ${file} ${problem}`, {
      hint: 'check [server.tls] in the configuration',
      cause: error,
    });
  }
}
