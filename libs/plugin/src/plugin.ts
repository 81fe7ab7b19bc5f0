import type { ModuleMetadata, Provider, Type } from '@nestjs/common';
import type { PluginCommand } from './command.js';

/** The version of everything this package offers to plugins. A daemon refuses plugins of another one. */
export const PLUGIN_API = 1;

/** Where a plugin was named. */
export interface PluginContext {
  /** Absolute path of the configuration file. */
  readonly configFile: string;
  /** Its directory: what relative paths in options are relative to. */
  readonly directory: string;
}

/** What a plugin adds: a Nest module class, or its metadata (`{ providers: […], controllers: […] }`), with or without a `module` of its own. */
export type PluginModule = Type | (ModuleMetadata & { readonly module?: Type; readonly global?: boolean });

/** What somebody writes to extend the daemon: the default export of a package or file that `plugins` names. */
export interface PluginDefinition<Options extends object = Readonly<Record<string, unknown>>> {
  /** Shown by `provisr plugins`. Of two plugins with one name the second is refused. */
  readonly name: string;
  /** {@link PLUGIN_API} of the package it was written against, as a plain number. */
  readonly apiVersion: number;
  /** @default the version in the package.json of its package */
  readonly version?: string;
  /**
   * What it understands of the table `options`: a class whose properties bear decorators of class-validator, or a function that answers with
   * the options or throws an Error whose message begins with the name of the option. Absent = the options are handed on unchecked.
   */
  readonly options?: (new () => Options) | ((options: Readonly<Record<string, unknown>>) => Options);
  /** What it adds, or what makes that of the checked options. */
  readonly module: PluginModule | ((options: Options, context: PluginContext) => PluginModule | Promise<PluginModule>);
  /** Providers for slots (`CLOCK`, `SPAWNER`, `CERTIFICATE_PROVIDER`, `AUTHENTICATOR`). Two plugins that claim one slot are refused. */
  readonly overrides?: readonly Provider[] | ((options: Options, context: PluginContext) => readonly Provider[]);
  /** Commands of the command line. */
  readonly commands?: readonly PluginCommand<Options>[];
}

/**
 * Gives the record of a plugin its types; it is the record itself that counts.
 * @example
 * export default definePlugin({ name: 'tcp', apiVersion: 1, module: { providers: [TcpDetectorFactory] } });
 */
export function definePlugin<Options extends object = Readonly<Record<string, unknown>>>(
  definition: PluginDefinition<Options>,
): PluginDefinition<Options> {
  return definition;
}
