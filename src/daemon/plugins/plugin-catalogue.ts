import { type DynamicModule, Logger, type Provider, type Type } from '@nestjs/common';
import type { PluginStatusDto } from '#contract';
import type { SourceFormats } from '../config/index.js';
import type { LoadedPlugin } from './loaded-plugin.js';
import { pluginOf } from './module-hooks.js';
import { formatsOf } from './plugin-formats.js';
import { slotOf } from './slot-kinds.js';

/** A place in a stack trace, by path or URL. */
const PLACE = /\(?((?:file:\/\/)?\/[^\s()]+?):\d+:\d+\)?$/;

/** What there is of plugins: what they add to the daemon, and what became of each. */
export class PluginCatalogue {
  readonly #troubles = new Map<string, string>();

  constructor(
    readonly loaded: readonly LoadedPlugin[] = [],
    private readonly skipped: readonly PluginStatusDto[] = [],
    /** What files of the programs directory are read by, also those of a plugin that turned out not to fit: its files were read by then. */
    readonly formats: SourceFormats = formatsOf(loaded, skipped.length > 0),
  ) {}

  /** Logs which plugins there is nothing of. */
  tellOfSkipped(): void {
    for (const { name, reason } of this.skipped) new Logger('plugins').warn({ msg: 'plugin skipped', plugin: name, reason });
  }

  /** Whether somebody may ask for something that only a skipped plugin would have brought. */
  get isIncomplete(): boolean {
    return this.skipped.length > 0;
  }

  get modules(): readonly DynamicModule[] {
    return this.loaded.map(({ module }) => module);
  }

  get overrides(): readonly Provider[] {
    return this.loaded.flatMap(({ overrides }) => overrides);
  }

  /** Classes of the modules that answer requests. */
  get routed(): readonly Type[] {
    return [...new Set(this.loaded.flatMap(({ tree }) => tree.routed))];
  }

  get controllers(): readonly Type[] {
    return [...new Set(this.loaded.flatMap(({ tree }) => tree.controllers))];
  }

  /** In the order of the configuration, the skipped ones last. */
  statuses(): PluginStatusDto[] {
    const loaded = this.loaded.map(({ use, name, version, kinds }): PluginStatusDto => {
      const reason = this.#troubles.get(use) ?? null;
      return { name, version, kinds, status: reason === null ? 'ok' : 'error', reason };
    });
    return [...loaded, ...this.skipped];
  }

  /** Whether this daemon has the plugin. @param use as `plugins` has it */
  has(use: string): boolean {
    return this.loaded.some((plugin) => plugin.use === use);
  }

  /** Notes what a plugin did wrong at run time, the latest. */
  blame(use: string, reason: string): void {
    this.#troubles.set(use, reason);
  }

  /** The same of the plugin that has taken a slot. */
  blameForSlot(slot: symbol, reason: string): void {
    const claimant = this.loaded.find(({ overrides }) => overrides.some((provider) => slotOf(provider) === slot));
    if (claimant !== undefined) this.blame(claimant.use, reason);
  }

  /** The plugin that threw an error: that of the innermost frame outside Node. `null` = none. */
  culpritOf(error: unknown): string | null {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const [innermost] = stack.split('\n').flatMap((line) => PLACE.exec(line)?.[1] ?? []);
    return innermost === undefined ? null : (pluginOf(innermost) ?? null);
  }

  /** The same without some of them. @param reason why they are skipped */
  without(plugins: readonly LoadedPlugin[], reason: string): PluginCatalogue {
    const gone = plugins.map(({ name, version, kinds }): PluginStatusDto => ({
      name,
      version,
      kinds,
      status: 'skipped',
      reason,
    }));
    return new PluginCatalogue(
      this.loaded.filter((plugin) => !plugins.includes(plugin)),
      [...this.skipped, ...gone],
      this.formats,
    );
  }
}
