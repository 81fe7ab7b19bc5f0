import type { DetectorSpec } from '#core';
import type { FieldProblem } from '../api/problem.dto.js';
import { DETECTOR_CLASSES, type DetectorDto } from '../config/detector.dto.js';
import type { HttpDetectorDto } from '../config/network-detectors.dto.js';
import { parseDuration } from '../duration.js';
import { inspectWire } from '../validation/read-wire.js';
import { nearest } from '../validation/unknown-key.js';
import type { PathReader } from './paths.js';

/** Options that name files, by the type of the detector. */
const FILES: Readonly<Record<string, string>> = { pidfile: 'path', http: 'ca' };

/** Checks detectors of the built-in types, and makes their paths absolute. @param known the types there are; absent = not known yet */
export function locateDetectors(
  detectors: readonly DetectorDto[],
  known: readonly string[] | undefined,
  paths: PathReader,
  problems: FieldProblem[],
): DetectorDto[] {
  return detectors.map((detector, index) => {
    const pointer = `/detectors/${index}`;
    const wrong = Object.hasOwn(DETECTOR_CLASSES, detector.type)
      ? problemsOf(detector, pointer)
      : unknownType(detector.type, known ?? [detector.type], pointer);
    problems.push(...wrong);
    const key = FILES[detector.type];
    if (wrong.length > 0 || key === undefined) return detector;
    const file = paths.read(detector[key] as string | undefined, `${pointer}/${key}`);
    return file === null ? detector : { ...detector, [key]: file };
  });
}

/** As the makers of detectors want them: those of the built-in types have their durations in milliseconds. */
export function detectorSpec({ type, ...options }: DetectorDto): DetectorSpec {
  return { type, options: Object.hasOwn(DETECTOR_CLASSES, type) ? inMilliseconds(options) : options };
}

function problemsOf(detector: DetectorDto, pointer: string): readonly FieldProblem[] {
  const { problems } = inspectWire(DETECTOR_CLASSES[detector.type]!, detector, pointer);
  if (problems.length > 0 || detector.type !== 'http') return problems;
  return contradictions(detector as unknown as HttpDetectorDto).map(([key, message]) => ({ pointer: `${pointer}/${key}`, message }));
}

function contradictions({ url, method, body_contains: text, ca, insecure }: HttpDetectorDto): [key: string, message: string][] {
  const isPlain = /^http:/i.test(url);
  const found: [string, string][] = [];
  if (method === 'HEAD' && text) found.push(['body_contains', 'is never in an answer to HEAD']);
  if (isPlain && ca) found.push(['ca', 'is of no use for an http: address']);
  if (isPlain && insecure) found.push(['insecure', 'is of no use for an http: address']);
  if (ca && insecure) found.push(['insecure', 'takes any certificate: remove it, or ca']);
  return found;
}

function unknownType(type: string, known: readonly string[], pointer: string): readonly FieldProblem[] {
  if (known.includes(type)) return [];
  const meant = nearest(type, known);
  return [
    {
      pointer: `${pointer}/type`,
      message: `no detector is of type "${type}"; known: ${known.join(', ')}`,
      ...(meant === undefined ? {} : { suggestion: `did you mean "${meant}"?` }),
    },
  ];
}

/** Makers of detectors take `timeoutMs` and `intervalMs`: the core does not read duration strings. */
function inMilliseconds({ timeout, interval, ...others }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...others, ...durationOf('timeoutMs', timeout), ...durationOf('intervalMs', interval) };
}

function durationOf(key: string, value: unknown): Readonly<Record<string, number>> {
  const ms = typeof value === 'string' || typeof value === 'number' ? parseDuration(value) : null;
  return ms === null ? {} : { [key]: ms };
}
