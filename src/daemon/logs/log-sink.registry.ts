import { Injectable } from '@nestjs/common';
import { inspectOptions, nearest, sentenceOf } from '#contract';
import { isProvisrError, type LogSink, type LogTarget, messageOf, ProvisrError, type SinkSpec } from '#core';
import type { LogSinkFactory } from '#plugin';

import { PluginCatalogue } from '../plugins/index.js';
import { BrokenSink } from './broken.sink.js';
import { ContainedSink } from './contained.sink.js';

/** All log sink types of this daemon: built-in ones and those of plugins. */
@Injectable()
export class LogSinkRegistry {
  readonly #factories = new Map<string, LogSinkFactory>();

  constructor(private readonly plugins: PluginCatalogue) {}

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
    const factory = this.#factories.get(spec.type);
    if (factory === undefined) return this.#missing(spec.type);
    refuseWrong(spec, factory);
    try {
      return new ContainedSink(spec.type, await factory.open(spec.options, target));
    } catch (error) {
      if (isProvisrError(error)) throw error;
      return new BrokenSink(`log sink "${spec.type}": ${messageOf(error)}`);
    }
  }

  /** A process does not have to wait for a plugin that was skipped: it runs without that sink. */
  #missing(type: string): LogSink {
    if (this.plugins.isIncomplete) return new BrokenSink(`log sink "${type}": the plugin that brings it was skipped`);
    const meant = nearest(type, this.#factories.keys());
    throw new ProvisrError('PROVISR_SPEC_INVALID', `unknown log sink "${type}"; known: ${this.types.join(', ')}`, {
      hint: meant === undefined ? 'name one of these, or the plugin that brings it under `plugins`' : `did you mean "${meant}"?`,
      details: { type, known: this.types },
    });
  }
}

/** @throws ProvisrError PROVISR_SPEC_INVALID with each problem */
function refuseWrong({ type, options }: SinkSpec, { optionsClass }: LogSinkFactory): void {
  if (typeof optionsClass !== 'function') return;
  const { problems } = inspectOptions(optionsClass, options);
  const [first] = problems;
  if (first === undefined) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new ProvisrError('PROVISR_SPEC_INVALID', `log sink "${type}": ${sentenceOf(first)}${more}`, {
    details: { type, errors: problems },
  });
}
