import { escapePointer, isTable, type PluginDto } from '#contract';
import type { PluginConfig, PluginPlaces } from '../daemon-config.js';
import type { Draft } from '../draft.js';

/** Step 8: the plugins to load, with the places of their options: what is wrong with those only the plugins know. */
export function pluginSettings(plugins: readonly (string | PluginDto)[], draft: Draft): readonly PluginConfig[] {
  return plugins.map((plugin, index) => {
    const { use, options = {}, required = true } = typeof plugin === 'string' ? { use: plugin } : plugin;
    return { use, options, required, places: placesOf(options, `/plugins/${index}`, draft) };
  });
}

function placesOf(options: Readonly<Record<string, unknown>>, pointer: string, draft: Draft): PluginPlaces {
  const below = pointersOf(options).map((option) => [option, draft.place(`${pointer}/options${option}`)] as const);
  return Object.fromEntries([['', draft.place(pointer)] as const, ...below]);
}

function pointersOf(value: unknown): string[] {
  if (!isTable(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const pointer = `/${escapePointer(key)}`;
    return [pointer, ...pointersOf(inner).map((rest) => pointer + rest)];
  });
}
