import { ftruncateSync, writeSync } from 'node:fs';
import { bindReexecCalls, type NativeLibrary, setCloseOnExec } from '#native';
import type { DaemonProgram, HandOverDocument } from './hand-over-document.js';
import { HAND_OVER_VARIABLE } from './hand-over-variable.js';

/** 0, 1 and 2: Node marks what it has opened of them. */
const STANDARD = [0, 1, 2];

/**
 * Makes everything ready to execute a program in place of this one, which finds the document and the descriptors that it names.
 * @param memory an open file for the document
 * @returns what does it, at once. Throws the system error; otherwise it does not come back
 */
export function prepareDaemon(library: NativeLibrary, program: DaemonProgram, document: HandOverDocument, memory: number): () => never {
  const kept = [...STANDARD, memory, ...document.descriptors.map(({ fd }) => fd)];
  const variables = Object.entries({ ...process.env, [HAND_OVER_VARIABLE]: String(memory) });
  writeDocument(memory, document);
  for (const fd of kept) keepOpen(library, fd);
  const calls = bindReexecCalls(library);
  const image = {
    path: program.executable,
    argv: [program.executable, ...program.nodeArgs, program.script, ...program.args],
    environment: variables.map(([name, value]) => `${name}=${value}`),
  };
  return () => calls.execute(image);
}

function keepOpen(library: NativeLibrary, fd: number): void {
  try {
    setCloseOnExec(library, fd, false);
  } catch (error) {
    // Of the standard ones any may be closed.
    if (!STANDARD.includes(fd)) throw error;
  }
}

function writeDocument(memory: number, document: HandOverDocument): void {
  const bytes = Buffer.from(JSON.stringify(document));
  ftruncateSync(memory);
  for (let at = 0; at < bytes.length;) at += writeSync(memory, bytes, at, bytes.length - at, at);
}
