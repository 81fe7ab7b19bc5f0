import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errnoOf, messageOf } from '#core';
import type { Draft } from '../draft.js';
import { EnvFileProblem, parseEnvFile } from './env-file-syntax.js';

/**
 * Step 5: reads the env files in order; a later file wins.
 *
 * @returns one layer for each file
 */
export async function readEnvFiles(files: readonly string[], draft: Draft): Promise<Record<string, string>[]> {
  const layers: Record<string, string>[] = [];
  for (const [index, name] of files.entries()) {
    const file = resolve(draft.directory, name);
    try {
      layers.push(parseEnvFile(await readFile(file, 'utf8')));
    } catch (error) {
      report(error, file, index, draft);
    }
  }
  return layers;
}

function report(error: unknown, file: string, index: number, draft: Draft): void {
  if (error instanceof EnvFileProblem) {
    draft.problems.push({ file, line: error.line, column: 1, pointer: '', message: error.message });
    return;
  }
  const message = errnoOf(error) === 'ENOENT' ? `there is no env file at ${file}` : `cannot read ${file}: ${messageOf(error)}`;
  draft.report([{ pointer: `/env_files/${index}`, message }]);
}
