import type { FieldProblem } from '../api/problem.dto.js';
import type { SinkDto } from '../config/log.dto.js';
import { BUILT_IN_SINK_OPTIONS } from '../config/log-sinks/sink-options.js';
import { inspectWire } from '../validation/read-wire.js';
import type { PathReader } from './paths.js';

/**
 * A sink with absolute paths. The options of built-in types are checked here, so that a mistake is told with its place and before anything
 * is started; those of other types by whoever brings them.
 *
 * @param pointer of the sink
 */
export function resolveSink({ type, options }: SinkDto, paths: PathReader, pointer: string): SinkDto {
  const known = BUILT_IN_SINK_OPTIONS.get(type);
  const given = options ?? {};
  if (known === undefined) return { type, options: given };
  const problems: readonly FieldProblem[] = inspectWire(known.optionsClass, given, `${pointer}/options`).problems;
  for (const problem of problems) paths.refuse(problem);
  if (problems.length > 0) return { type, options: given };
  const read = (key: string, isWritten: boolean): readonly [string, unknown] => {
    const path = given[key] as string;
    const place = `${pointer}/options/${key}`;
    return [key, (isWritten ? paths.readLogFile(path, place) : paths.read(path, place)) ?? path];
  };
  const named = (keys: readonly string[]): readonly string[] => keys.filter((key) => given[key] !== undefined);
  const located = [...named(known.logFiles).map((key) => read(key, true)), ...named(known.files).map((key) => read(key, false))];
  return { type, options: { ...given, ...Object.fromEntries(located) } };
}
