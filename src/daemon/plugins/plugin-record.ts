import { ProvisrError } from '#core';
import { PLUGIN_API, type PluginDefinition } from '#plugin';

/** Any plugin, its options still unknown. */
export type AnyPlugin = PluginDefinition<object>;

/**
 * The record that a module exports, recognised by its shape: a plugin may bring a copy of `definePlugin` of its own.
 * @throws ProvisrError PROVISR_PLUGIN_INVALID, PROVISR_PLUGIN_API_MISMATCH
 */
export function recordOf(exported: Readonly<Record<string, unknown>>, use: string): AnyPlugin {
  const record = [exported['default'], (exported['default'] as { default?: unknown } | undefined)?.default].find(isTable);
  if (record === undefined) throw invalid(use, 'its default export is no record');
  const wrong = CHECKS.find(([key, isRight]) => !isRight(record[key]));
  if (wrong !== undefined) throw invalid(use, `"${wrong[0]}" of its record ${wrong[2]}`);
  const plugin = record as unknown as AnyPlugin;
  if (plugin.apiVersion !== PLUGIN_API) throw mismatch(use, plugin.apiVersion);
  return plugin;
}

type Check = readonly [key: string, isRight: (value: unknown) => boolean, problem: string];

const isFunction = (value: unknown): boolean => typeof value === 'function';
const CHECKS: readonly Check[] = [
  ['name', (value) => typeof value === 'string' && value !== '', 'is missing or no text'],
  ['apiVersion', (value) => typeof value === 'number', 'is missing or no number'],
  ['module', (value) => isTable(value) || isFunction(value), 'is no Nest module and no function'],
  ['options', (value) => value === undefined || isFunction(value), 'is no class and no function'],
  ['commands', (value) => value === undefined || Array.isArray(value), 'is no list of commands'],
  ['overrides', (value) => value === undefined || Array.isArray(value) || isFunction(value), 'is no list of providers'],
];

function mismatch(use: string, version: number): ProvisrError {
  return new ProvisrError(
    'PROVISR_PLUGIN_API_MISMATCH',
    `plugin "${use}" is for version ${version} of the plugin API, this daemon has ${PLUGIN_API}`,
    { hint: version > PLUGIN_API ? 'upgrade provisr, or install an older version of the plugin' : 'install a newer version of the plugin' },
  );
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(use: string, reason: string): ProvisrError {
  return new ProvisrError('PROVISR_PLUGIN_INVALID', `"${use}" is no plugin: ${reason}`, {
    hint: 'export default definePlugin({ name, apiVersion: 1, module }) from provisr/plugin',
  });
}
