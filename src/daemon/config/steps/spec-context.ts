import { resolve } from 'node:path';
import { BUILT_IN_BACKOFFS } from '#core';
import {
  BUILT_IN_DETECTOR_TYPES,
  envEntries,
  type FieldProblem,
  inheritedVariables,
  type PathRule,
  PathReader,
  resolveLog,
  type SpecContext,
} from '#contract';
import type { Draft } from '../draft.js';
import type { WellFormed } from './main-file.js';

/** All there is without plugins. */
const BUILT_IN_KINDS = { detectorTypes: BUILT_IN_DETECTOR_TYPES, restartStrategies: [...BUILT_IN_BACKOFFS.keys()] };

/** Step 6: what all specs are completed with: directories, log defaults and the shared environment. */
export function buildContext(
  dto: WellFormed,
  draft: Draft,
  envLayers: readonly Record<string, string>[],
  env: NodeJS.ProcessEnv,
): SpecContext {
  const problems: FieldProblem[] = [];
  const paths: PathRule = { kind: 'relative', baseDir: draft.directory };
  const log = resolveLog(dto.log ?? undefined, new PathReader(paths, problems), '/log');
  draft.report(problems);
  const inherit = dto.use_os_env === false ? 'minimal' : 'all';
  return {
    paths,
    pidDir: resolve(draft.directory, dto.pid_dir ?? 'run'),
    log,
    // What plugins bring is known once they are loaded.
    ...((dto.plugins ?? []).length > 0 ? {} : BUILT_IN_KINDS),
    environment: { inherited: inheritedVariables(env, inherit), declared: [...envLayers, envEntries(dto.env)], inherit },
  };
}

/** The same context for specs of another place. */
export function withPaths(context: SpecContext, paths: PathRule): SpecContext {
  return { ...context, paths };
}
