import { basename, extname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ProvisrError } from '#core/errors';
import type { ProgramsPlace } from './programs-place.js';

/**
 * Writes a process to the programs directory, in the unified form that loads. The same again is fine and leaves the file as it is.
 *
 * @param body a specification, flat or as `{type, spec}`
 * @param baseDir directory of relative paths in it
 * @returns the file
 * @throws ProvisrError PROVISR_SPEC_INVALID, PROVISR_PROCESS_CONFLICT, PROVISR_PROCESS_PROTECTED
 */
export async function addProgram(place: ProgramsPlace, body: unknown, baseDir: string): Promise<string> {
  const { readSpec } = await import('#contract');
  const { assertChangeable, assertUnclaimed } = await import('../../daemon/manager/name-claims.js');
  const { createProgramFile, newProgramFile } = await import('../../daemon/registration/program-file.js');
  const { spec } = readSpec(body, { ...place.apiContext, paths: { kind: 'relative', baseDir } });
  const known = [...place.programs, ...place.cronjobs].find((definition) => definition.spec.name === spec.name);
  if (known !== undefined) {
    assertChangeable(spec.name, known.origin, known.source);
    const document = 'document' in known.spec ? known.spec.document : null;
    if (known.source !== null && isDeepStrictEqual(document, spec.document)) return known.source;
    throw new ProvisrError('PROVISR_PROCESS_CONFLICT', `"${spec.name}" is already registered in ${known.source ?? 'the configuration'}`, {
      hint: `edit that file, or remove it first with: provisr unregister --name ${spec.name}`,
    });
  }
  assertUnclaimed(spec, { programs: () => place.programs }, place);
  const file = await newProgramFile(place.programsDirectory, spec.name);
  await createProgramFile(file, spec.document);
  return file;
}

/**
 * Removes the file of a registered process or cronjob; one that cannot be loaded goes by the name of its file.
 * @throws ProvisrError PROVISR_PROCESS_NOT_FOUND, PROVISR_PROCESS_PROTECTED, PROVISR_SELECTOR_INVALID for a single instance
 */
export async function removeProgram(place: ProgramsPlace, name: string): Promise<string> {
  const { removeProgramFile } = await import('../../daemon/registration/program-file.js');
  const broken = place.skipped.find(({ file }) => basename(file, extname(file)) === name)?.file ?? null;
  const file = (await definedIn(place, name)) ?? broken;
  if (file === null) {
    throw new ProvisrError('PROVISR_PROCESS_NOT_FOUND', `"${name}" is not registered in ${place.programsDirectory}`, {
      hint: 'give the configuration with --config, or the daemon with --api-url',
    });
  }
  await removeProgramFile(file);
  return file;
}

/** The file that holds a definition, `null` when nothing has the name. */
async function definedIn(place: ProgramsPlace, name: string): Promise<string | null> {
  const { assertChangeable } = await import('../../daemon/manager/name-claims.js');
  const { findRegistered } = await import('../../daemon/registration/select-registered.js');
  const [found] = findRegistered({ kind: 'name', name }, place.programs, place.cronjobs);
  if (found === undefined) return null;
  assertChangeable(found.name, found.origin, found.source);
  return found.source;
}
