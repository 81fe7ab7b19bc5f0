import { nearest } from '#contract';
import { isProvisrError, type LogSink, type LogTarget, messageOf, ProvisrError, type SinkSpec } from '#core';
import type { LogSinkFactory } from '#plugin';

import { BrokenSink } from './broken.sink.js';

/** All log sink types of this daemon: built-in ones and those of plugins. */
export class LogSinkRegistry {
  readonly #factories = new Map<string, LogSinkFactory>();

  /** Sorted. */
  get types(): readonly string[] {
    return [...this.#factories.keys()].sort();
  }

  /** @throws ProvisrError PROVISR_CONFIG_INVALID when the type is taken */
  register(type: string, factory: LogSinkFactory): void {
    if (this.#factories.has(type)) {
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `the log sink type "${type}" is claimed twice`, {
        hint: 'remove one of the plugins that bring it',
      });
    }
    this.#factories.set(type, factory);
  }

  /**
   * Opens a further sink of a stream. One that fails for reasons of its own (not for wrong options) is replaced by one that counts what
   * it misses.
   *
   * @throws ProvisrError PROVISR_SPEC_INVALID for an unknown type, naming the known ones, or for wrong options
   */
  async open(spec: SinkSpec, target: LogTarget): Promise<LogSink> {
    const factory = this.#find(spec.type);
    try {
      return await factory.open(spec.options, target);
    } catch (error) {
      if (isProvisrError(error)) throw error;
      return new BrokenSink(`log sink "${spec.type}": ${messageOf(error)}`);
    }
  }

  #find(type: string): LogSinkFactory {
    const factory = this.#factories.get(type);
    if (factory !== undefined) return factory;
    const meant = nearest(type, this.#factories.keys());
    throw new ProvisrError('PROVISR_SPEC_INVALID', `unknown log sink "${type}"; known: ${this.types.join(', ')}`, {
      hint: meant === undefined ? 'name one of these, or the plugin that brings it under `plugins`' : `did you mean "${meant}"?`,
      details: { type, known: this.types },
    });
  }
}
