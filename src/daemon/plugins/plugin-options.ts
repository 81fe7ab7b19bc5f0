import {
  type ConfigProblem,
  type FieldProblem,
  hasValidators,
  inspectOptions,
  pointerTokens,
  type Reading,
  type WireClass,
} from '#contract';
import { messageOf, ProvisrError } from '#core';
import { formatConfigProblem, type PluginConfig } from '../config/index.js';
import { isClass } from './is-class.js';
import type { AnyPlugin } from './plugin-record.js';

/**
 * The options of a plugin as it wants them.
 * @throws ProvisrError PROVISR_PLUGIN_OPTIONS_INVALID with each problem and its place; PROVISR_PLUGIN_INVALID when what is to check them cannot
 */
export function readOptions({ name, options: check }: AnyPlugin, config: PluginConfig, file: string): object {
  if (check === undefined) return config.options;
  const { value, problems } = isClass<object>(check) ? byClass(check, name, config) : checked(check, config.options);
  if (typeof value !== 'object' || value === null)
    throw invalid(name, '"options" answered with no options', 'return what is to be handed on');
  if (problems.length === 0) return value;
  const errors = problems.map((problem) => placed(problem, config, file)).toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0));
  throw new ProvisrError(
    'PROVISR_PLUGIN_OPTIONS_INVALID',
    `options of plugin "${name}" are invalid\n${errors.map((error) => `  ${formatConfigProblem(error)}`).join('\n')}`,
    { details: { file, errors } },
  );
}

function byClass(optionsClass: WireClass<object>, plugin: string, { options }: PluginConfig): Reading<object> {
  if (Object.keys(options).length > 0 && !hasValidators(optionsClass)) {
    throw invalid(
      plugin,
      `the class ${optionsClass.name} of its options bears no decorators of class-validator that this daemon can see`,
      'decorate its properties by class-validator 0.12 or newer, or check the options by a function',
    );
  }
  return inspectOptions(optionsClass, options);
}

function invalid(plugin: string, reason: string, hint: string): ProvisrError {
  return new ProvisrError('PROVISR_PLUGIN_INVALID', `plugin "${plugin}": ${reason}`, { hint });
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
