import type { DynamicModule, Provider } from '@nestjs/common';
import type { PluginCommand } from '#plugin';
import type { SourceParser } from '../config/index.js';
import type { ModuleTree } from './module-tree.js';

/** A plugin that has passed all checks; whether its modules fit the daemon shows when that is put together. */
export interface LoadedPlugin {
  /** As `plugins` has it. */
  readonly use: string;
  readonly name: string;
  readonly version: string | null;
  readonly required: boolean;
  readonly module: DynamicModule;
  readonly tree: ModuleTree;
  /** What it reads files of the programs directory with, by extension. */
  readonly formats: ReadonlyMap<string, SourceParser>;
  readonly commands: readonly PluginCommand<object>[];
  /** What it brings: `detector`, `authenticator`, … */
  readonly kinds: readonly string[];
  readonly overrides: readonly Provider[];
}
