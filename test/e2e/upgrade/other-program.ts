import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUILT_BIN, type ScratchDirectory } from '#testing';

/** The built file of a source file. */
export function builtModule(path: string): string {
  return pathToFileURL(join(dirname(dirname(BUILT_BIN)), 'dist', path)).href;
}

/** Another version of the program: the built one, after some code of its own. Returns its script. */
export function otherProgram(directory: ScratchDirectory, name: string, code: string): string {
  return directory.write(`${name}.mjs`, `${code}\nawait import(${JSON.stringify(pathToFileURL(BUILT_BIN).href)});\n`);
}
