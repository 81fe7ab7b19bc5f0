import { basename, extname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ProcessSpec } from '#core';
import { ProvisrError } from '#core/errors';
import type { Definition, ProgramsPlace } from './programs-place.js';

/**
 * Writes a process to the programs directory, in the unified form that loads.
 *
 * @param body a specification, flat or as `{type, spec}`
 * @param baseDir directory of relative paths in it
 * @returns the file
 * @throws ProvisrError PROVISR_SPEC_INVALID, PROVISR_PROCESS_CONFLICT, PROVISR_PROCESS_PROTECTED
 */
export async function addProgram(place: ProgramsPlace, body: unknown, baseDir: string): Promise<string> {
  const { readSpec } = await import('#contract');
  const { newProgramFile, writeProgramFile } = await import('../../daemon/registration/program-file.js');
  const { spec } = readSpec(body, { ...place.context, paths: { kind: 'relative', baseDir } });
  const known = place.definitions.find(({ name }) => name === spec.name);
  if (known !== undefined) return refuseOther(known, spec);
  await refuseClaimed(place, spec);
  const file = await newProgramFile(place.directory, spec.name);
  await writeProgramFile(file, spec.document);
  return file;
}

/** Removes the file of a registered process or cronjob. @throws ProvisrError PROVISR_PROCESS_NOT_FOUND, PROVISR_PROCESS_PROTECTED */
export async function removeProgram(place: ProgramsPlace, name: string): Promise<string> {
  const { removeProgramFile } = await import('../../daemon/registration/program-file.js');
  const known = place.definitions.find((definition) => definition.name === name);
  if (known?.isProtected === true) throw isProtected(known);
  const file = known?.file ?? place.brokenFiles.find((path) => stem(path) === name);
  if (file === undefined) {
    throw new ProvisrError('PROVISR_PROCESS_NOT_FOUND', `"${name}" is not registered in ${place.directory}`, {
      hint: 'give the configuration with --config, or the daemon with --api-url',
    });
  }
  await removeProgramFile(file);
  return file;
}

/** The same again is fine; anything else is not replaced behind its author's back. */
function refuseOther(known: Definition, spec: ProcessSpec): string {
  if (known.isProtected) throw isProtected(known);
  if (known.spec !== null && isDeepStrictEqual(known.spec.document, spec.document)) return known.file;
  throw new ProvisrError('PROVISR_PROCESS_CONFLICT', `"${spec.name}" is already registered in ${known.file}`, {
    hint: `edit that file, or remove it first with: provisr unregister --name ${spec.name}`,
  });
}

async function refuseClaimed(place: ProgramsPlace, spec: ProcessSpec): Promise<void> {
  const { Claims, sentenceOf } = await import('#contract');
  const claims = new Claims();
  for (const definition of place.definitions) if (definition.spec !== null) claims.take(definition.spec);
  const [problem] = claims.take(spec);
  if (problem !== undefined) throw new ProvisrError('PROVISR_PROCESS_CONFLICT', sentenceOf(problem));
}

function isProtected(known: Definition): ProvisrError {
  return new ProvisrError('PROVISR_PROCESS_PROTECTED', `"${known.name}" is defined in ${known.file} and cannot be changed from outside`, {
    hint: 'edit that file and reload',
  });
}

function stem(path: string): string {
  return basename(path, extname(path));
}
