import type { ProcessSpec } from '#core';
import type { ProcessSpecDto } from '../config/process-spec.dto.js';
import { refuse } from '../validation/read-wire.js';
import { mapSpec } from './map-spec.js';
import type { SpecContext } from './spec-context.js';

/**
 * The complete, resolved spec of a checked wire spec.
 *
 * @throws ProvisrError PROVISR_SPEC_INVALID with `details.errors` for what only the whole shows: neither or both of command and args,
 *   a path that is not absolute where it must be
 */
export function toSpec(dto: ProcessSpecDto, context: SpecContext): ProcessSpec {
  const { spec, problems } = mapSpec(dto, context);
  refuse('PROVISR_SPEC_INVALID', problems);
  return spec;
}
