import { type ConfigProblem, type FieldProblem, inspectOptions, pointerTokens } from '#contract';
import { messageOf, ProvisrError } from '#core';
import { formatConfigProblem, type PluginConfig } from '../config/index.js';
import { isClass } from './is-class.js';
import type { AnyPlugin } from './plugin-record.js';

/**
 * The options of a plugin as it wants them.
 * @throws ProvisrError PROVISR_PLUGIN_OPTIONS_INVALID with each problem and its place
 */
export function readOptions({ name, options: check }: AnyPlugin, config: PluginConfig, file: string): object {
  if (check === undefined) return config.options;
  const { value, problems } = isClass<object>(check) ? inspectOptions(check, config.options) : checked(check, config.options);
  if (problems.length === 0) return value;
  const errors = problems.map((problem) => placed(problem, config, file));
  throw new ProvisrError(
    'PROVISR_PLUGIN_OPTIONS_INVALID',
    `options of plugin "${name}" are invalid\n${errors.map((error) => `  ${formatConfigProblem(error)}`).join('\n')}`,
    { details: { file, errors } },
  );
}

type Check = (options: Readonly<Record<string, unknown>>) => object;

function checked(check: unknown, options: Readonly<Record<string, unknown>>): { value: object; problems: readonly FieldProblem[] } {
  try {
    return { value: (check as Check)(options), problems: [] };
  } catch (error) {
    const message = messageOf(error);
    const [first = ''] = message.split(/[\s:]/, 1);
    const isOption = first in options;
    return {
      value: {},
      problems: [{ pointer: isOption ? `/${first}` : '', message: isOption ? message.slice(first.length).replace(/^:?\s+/, '') : message }],
    };
  }
}

/** What is missing stands nowhere: then the plugin itself is the place. */
function placed(problem: FieldProblem, { places }: PluginConfig, file: string): ConfigProblem {
  const place = places[problem.pointer] ?? places[`/${pointerTokens(problem.pointer)[0] ?? ''}`] ?? places[''];
  return { file, line: place?.line ?? null, column: place?.column ?? null, ...problem };
}
