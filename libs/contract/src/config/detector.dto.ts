import { ValidateBy } from 'class-validator';
import type { WireClass } from '../validation/read-wire.js';
import { CommandDetectorDto, PidDetectorDto, PidfileDetectorDto } from './local-detectors.dto.js';
import { HttpDetectorDto, TcpDetectorDto } from './network-detectors.dto.js';

/** A detector as its author wrote it: the options lie beside `type`. */
export interface DetectorDto {
  /** One of {@link BUILT_IN_DETECTOR_TYPES}, or a type that a plugin brings. */
  readonly type: string;
  readonly [option: string]: unknown;
}

/** What the options of a type may be; those of other types are the business of their plugin. */
export const DETECTOR_CLASSES: Readonly<Record<string, WireClass<object>>> = {
  pid: PidDetectorDto,
  pidfile: PidfileDetectorDto,
  command: CommandDetectorDto,
  tcp: TcpDetectorDto,
  http: HttpDetectorDto,
};

/** What a detector can be without any plugin. */
export const BUILT_IN_DETECTOR_TYPES: readonly string[] = Object.keys(DETECTOR_CLASSES);

/** A list of detectors. Their options are checked when they are mapped. */
export function IsDetectorList(): PropertyDecorator {
  return ValidateBy({
    name: 'isDetectorList',
    validator: { validate: (value) => listProblem(value) === null, defaultMessage: (args) => listProblem(args?.value) ?? 'is invalid' },
  });
}

function listProblem(value: unknown): string | null {
  if (!Array.isArray(value)) return 'must be a list of tables with a "type"';
  const bad = value.findIndex((entry) => !isDetector(entry));
  return bad < 0 ? null : `detector ${bad + 1} must be a table with a "type": ${BUILT_IN_DETECTOR_TYPES.join(', ')}, or one of a plugin`;
}

function isDetector(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { type } = value as Record<string, unknown>;
  return typeof type === 'string' && type !== '';
}
