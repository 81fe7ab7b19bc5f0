import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { isProvisrError, messageOf, ProvisrError } from '#core';
import type { PluginContext, PluginModule } from '#plugin';
import type { PluginConfig } from '../config/index.js';
import { isClass } from './is-class.js';
import type { LoadedPlugin } from './loaded-plugin.js';
import { locatePlugin } from './locate-plugin.js';
import { followPlugin } from './module-hooks.js';
import { readModuleTree } from './module-tree.js';
import { readFormats } from './plugin-formats.js';
import { commandsOf } from './plugin-commands.js';
import { readOptions } from './plugin-options.js';
import { type AnyPlugin, recordOf } from './plugin-record.js';
import { slotKinds } from './slot-kinds.js';

/**
 * Finds, loads and checks one plugin.
 * @throws ProvisrError PROVISR_PLUGIN_NOT_FOUND, PROVISR_PLUGIN_INVALID, PROVISR_PLUGIN_API_MISMATCH, PROVISR_PLUGIN_OPTIONS_INVALID,
 *   PROVISR_PLUGIN_LOAD_FAILED
 */
export async function loadPlugin(config: PluginConfig, context: PluginContext): Promise<LoadedPlugin> {
  const { record, options, version } = await loadRecord(config, context);
  const commands = commandsOf(record, config.use);
  return attempt(config.use, async () => {
    const module = await moduleOf(record, options, context);
    const { overrides: given = [] } = record;
    const overrides = typeof given === 'function' ? given(options, context) : given;
    const tree = await readModuleTree(module);
    return {
      use: config.use,
      name: record.name,
      version: record.version ?? version,
      required: config.required,
      module,
      tree,
      formats: readFormats(record.name, tree.providers),
      commands,
      kinds: [...tree.kinds, ...slotKinds(overrides), ...(commands.length > 0 ? ['command'] : [])],
      overrides,
    };
  });
}

/** What a plugin says of itself, before anything is made of it. */
export interface PluginSelf {
  readonly record: AnyPlugin;
  readonly options: object;
  /** Of its package. */
  readonly version: string | null;
}

/** @throws ProvisrError as {@link loadPlugin} does */
export async function loadRecord(config: PluginConfig, context: PluginContext): Promise<PluginSelf> {
  const { path, version } = locatePlugin(config.use, context.configFile);
  refuseWritable(config.use, path);
  const { HOST_MODULES } = await import('./host-modules.js');
  const url = pathToFileURL(path).href;
  followPlugin(url, config.use, HOST_MODULES);
  const exported = await attempt(config.use, async () => (await import(url)) as Readonly<Record<string, unknown>>);
  const record = recordOf(exported, config.use);
  return { record, options: readOptions(record, config, context.configFile), version };
}

/** Whatever it throws is told as its failure. */
async function attempt<T>(use: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (isProvisrError(error)) throw error;
    throw new ProvisrError('PROVISR_PLUGIN_LOAD_FAILED', `plugin "${use}" failed while it was loaded: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function moduleOf({ module, name }: AnyPlugin, options: object, context: PluginContext): Promise<DynamicModule> {
  const made = typeof module === 'function' && !isClass(module) ? await (module as MakeModule)(options, context) : (module as PluginModule);
  if (typeof made === 'function') return { module: made };
  if (typeof made !== 'object' || made === null) throw new Error('"module" answered with no Nest module');
  // Nest tells modules apart by their classes.
  return made.module === undefined ? { ...made, module: moduleClass(name) } : (made as DynamicModule);
}

function moduleClass(name: string): Type {
  @Module({})
  class PluginHost {}
  return Object.defineProperty(PluginHost, 'name', { value: name });
}

type MakeModule = (options: object, context: PluginContext) => PluginModule | Promise<PluginModule>;

/** Root must not run what anybody may have written. */
function refuseWritable(use: string, path: string): void {
  const OTHERS_MAY_WRITE = 0o002;
  if (process.getuid?.() !== 0 || (statSync(path).mode & OTHERS_MAY_WRITE) === 0) return;
  throw new ProvisrError(
    'PROVISR_PLUGIN_LOAD_FAILED',
    `plugin "${use}": ${path} can be written by everybody, and this daemon runs as root`,
    {
      hint: `chmod o-w ${path}`,
    },
  );
}
