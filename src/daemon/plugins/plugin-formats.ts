import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { messageOf, ProvisrError } from '#core';
import { CONFIG_FORMAT, type ConfigFormatMetadata, type ConfigFormatReader } from '#plugin';
import { BUILT_IN_EXTENSIONS, foreignParser, SourceFormats, type SourceParser } from '../config/index.js';
import type { LoadedPlugin } from './loaded-plugin.js';

const EXTENSION = /^\.[a-z0-9_-]+$/;

/**
 * What a plugin reads files with, by extension. Made here and not by Nest, of which there is none yet.
 * @throws ProvisrError PROVISR_PLUGIN_INVALID, PROVISR_PLUGIN_CONFLICT
 */
export function readFormats(plugin: string, providers: readonly Type[]): ReadonlyMap<string, SourceParser> {
  const parsers = new Map<string, SourceParser>();
  for (const provider of providers) {
    const metadata = Reflect.getMetadata(CONFIG_FORMAT, provider) as ConfigFormatMetadata | undefined;
    if (metadata === undefined) continue;
    const parser = foreignParser(metadata.name, makeReader(plugin, provider as Type<ConfigFormatReader>));
    for (const extension of metadata.extensions) {
      if (!EXTENSION.test(extension)) throw invalid(plugin, `"${extension}" is no extension of a file`, 'e.g. ".json5", in lower case');
      if (BUILT_IN_EXTENSIONS.includes(extension) || parsers.has(extension)) throw claimedTwice(extension, [plugin]);
      parsers.set(extension, parser);
    }
  }
  return parsers;
}

/** @throws ProvisrError PROVISR_PLUGIN_CONFLICT when another plugin reads the same files */
export function refuseSameFormat(plugin: LoadedPlugin, others: readonly LoadedPlugin[]): void {
  for (const extension of plugin.formats.keys()) {
    const other = others.find(({ formats }) => formats.has(extension));
    if (other !== undefined) throw claimedTwice(extension, [other.name, plugin.name]);
  }
}

/** All of them together. */
export function formatsOf(plugins: readonly LoadedPlugin[], isIncomplete: boolean): SourceFormats {
  return new SourceFormats(new Map(plugins.flatMap(({ formats }) => [...formats])), isIncomplete);
}

function makeReader(plugin: string, provider: Type<ConfigFormatReader>): ConfigFormatReader {
  if (provider.length > 0) {
    throw invalid(
      plugin,
      `${provider.name} wants arguments`,
      'a config format is needed before there is an application: nothing can be injected',
    );
  }
  try {
    return new provider();
  } catch (error) {
    throw invalid(plugin, `${provider.name} cannot be made: ${messageOf(error)}`, 'a config format is made without arguments');
  }
}

function invalid(plugin: string, reason: string, hint: string): ProvisrError {
  return new ProvisrError('PROVISR_PLUGIN_INVALID', `config format of plugin "${plugin}": ${reason}`, { hint });
}

function claimedTwice(extension: string, plugins: readonly string[]): ProvisrError {
  const who =
    plugins.length > 1 ? `the plugins ${plugins.map((name) => `"${name}"`).join(' and ')} both read` : `plugin "${plugins[0]}" cannot read`;
  return new ProvisrError(
    'PROVISR_PLUGIN_CONFLICT',
    `${who} files that end in ${extension}${plugins.length > 1 ? '' : ': they are read already'}`,
    {
      hint: 'remove one of the plugins that bring it',
    },
  );
}
