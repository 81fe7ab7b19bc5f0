import { ValidateBy } from 'class-validator';
import { parseDuration } from '../duration.js';

/** A detector as its author wrote it: the options lie beside `type`. */
export interface DetectorDto {
  /** `pid`, `pidfile`, `command`, or a type that a plugin brings. */
  readonly type: string;
  readonly [option: string]: unknown;
}

/** Options of the built-in types; other types are the business of their plugin. */
const BUILT_IN: Readonly<Record<string, { readonly required: readonly string[]; readonly optional: readonly string[] }>> = {
  pid: { required: [], optional: ['interval'] },
  pidfile: { required: ['path'], optional: ['interval'] },
  command: { required: ['command'], optional: ['timeout', 'interval'] },
};

/** What a detector can be without any plugin. */
export const BUILT_IN_DETECTOR_TYPES: readonly string[] = Object.keys(BUILT_IN);

/** A list of detectors. */
export function IsDetectorList(): PropertyDecorator {
  return ValidateBy({
    name: 'isDetectorList',
    validator: { validate: (value) => listProblem(value) === null, defaultMessage: (args) => listProblem(args?.value) ?? 'is invalid' },
  });
}

function listProblem(value: unknown): string | null {
  if (!Array.isArray(value)) return 'must be a list of tables with a "type"';
  for (const [index, entry] of value.entries()) {
    const problem = detectorProblem(entry);
    if (problem !== null) return `detector ${index + 1}: ${problem}`;
  }
  return null;
}

function detectorProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'must be a table with a "type"';
  const detector = value as Record<string, unknown>;
  if (typeof detector['type'] !== 'string' || detector['type'] === '') return 'needs a "type": pid, pidfile, command, or one of a plugin';
  const known = BUILT_IN[detector['type']];
  return known === undefined ? null : optionsProblem(detector, known.required, known.optional);
}

function optionsProblem(detector: Record<string, unknown>, required: readonly string[], optional: readonly string[]): string | null {
  const type = String(detector['type']);
  const missing = required.find((key) => typeof detector[key] !== 'string' || detector[key] === '');
  if (missing !== undefined) return `type "${type}" needs "${missing}"`;
  const unknown = Object.keys(detector).find((key) => ![...required, ...optional, 'type'].includes(key));
  if (unknown !== undefined) return `type "${type}" has no option "${unknown}"; known: ${[...required, ...optional].join(', ')}`;
  const bad = ['timeout', 'interval'].find((key) => detector[key] !== undefined && !(durationMs(detector[key]) > 0));
  return bad === undefined ? null : `"${bad}" must be a duration above 0, such as "5s"`;
}

function durationMs(value: unknown): number {
  return typeof value === 'string' || typeof value === 'number' ? (parseDuration(value) ?? Number.NaN) : Number.NaN;
}
