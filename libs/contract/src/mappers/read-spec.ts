import type { ProcessSpec } from '#core';
import type { FieldProblem } from '../api/problem.dto.js';
import { isCronjobType } from '../config/entry.dto.js';
import { ProcessSpecDto } from '../config/process-spec.dto.js';
import { asWritten, isTable, newNotes } from '../normalise/notes.js';
import { normaliseSpec } from '../normalise/normalise.js';
import { plainData } from '../normalise/plain.js';
import { inspectWire, refuse } from '../validation/read-wire.js';
import type { SpecContext } from './spec-context.js';
import { mapSpec } from './map-spec.js';

/** A spec that came from outside, with what its author should change. */
export interface ReadSpec {
  readonly spec: ProcessSpec;
  /** Old names that were accepted. */
  readonly warnings: readonly FieldProblem[];
}

/**
 * Reads a process from a request body, a registered file or a PID file: all spellings, all checks.
 * Both the flat form and `{type: "process", spec}` are taken.
 *
 * @throws ProvisrError PROVISR_SPEC_INVALID with `details.errors`
 */
export function readSpec(body: unknown, context: SpecContext): ReadSpec {
  const { data, problems } = plainData(body);
  refuse('PROVISR_SPEC_INVALID', problems);
  const { raw, pointer } = unwrap(data);
  const notes = newNotes();
  const reading = inspectWire(ProcessSpecDto, normaliseSpec(raw, false, '', notes));
  const mapped = reading.problems.length === 0 ? mapSpec(reading.value, context) : null;
  const found = [...reading.problems, ...(mapped?.problems ?? [])].map((problem) => ({
    ...problem,
    pointer: pointer + asWritten(problem.pointer, notes.moves),
  }));
  refuse('PROVISR_SPEC_INVALID', [...notes.problems, ...found]);
  return { spec: (mapped as { spec: ProcessSpec }).spec, warnings: notes.warnings };
}

function unwrap(data: unknown): { raw: unknown; pointer: string } {
  if (!isTable(data) || !isTable(data['spec'])) return { raw: data, pointer: '' };
  const { spec, type, $schema: _schema, ...others } = data;
  if (isCronjobType(type))
    refuse('PROVISR_SPEC_INVALID', [
      { pointer: '/type', message: 'must be "process" here; a cronjob belongs in a file of the programs directory' },
    ]);
  if (type !== undefined && type !== 'process') refuse('PROVISR_SPEC_INVALID', [{ pointer: '/type', message: 'must be "process"' }]);
  const stray = Object.keys(others)[0];
  if (stray !== undefined) refuse('PROVISR_SPEC_INVALID', [{ pointer: `/${stray}`, message: `unknown key "${stray}" beside "spec"` }]);
  return { raw: spec, pointer: '/spec' };
}
