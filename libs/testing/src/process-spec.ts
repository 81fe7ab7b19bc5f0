import { defineProgram, type ProcessSpec } from '#core';

/** A complete spec with the documented defaults, to vary in tests. */
export function processSpec(name: string, pidFile: string, more: Partial<ProcessSpec> = {}): ProcessSpec {
  const { spec } = defineProgram({ name, argv: ['sleep', '600'], stateDir: '', pidFile });
  return { ...spec, ...more };
}
