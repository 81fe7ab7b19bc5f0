import { Injectable } from '@nestjs/common';
import { nearest } from '#contract';
import { isProvisrError, messageOf, ProvisrError } from '#core';
import { DeliveryRefused, type EventSinkFactory, type OpenEventSink } from '#plugin';
import type { EventSinkConfig } from '../config/index.js';
import { PluginCatalogue } from '../plugins/index.js';

/** Stands in for the factory of a plugin that was skipped: its events are counted as lost. */
const MISSING: EventSinkFactory = {
  open: () => ({ deliver: () => Promise.reject(refusal()) }),
};

function refusal(): DeliveryRefused {
  return new DeliveryRefused('the plugin that brings it was skipped');
}

/** All event sink types of this daemon: built-in ones and those of plugins. */
@Injectable()
export class EventSinkRegistry {
  readonly #factories = new Map<string, EventSinkFactory>();

  constructor(private readonly plugins: PluginCatalogue) {}

  /** @throws ProvisrError PROVISR_CONFIG_INVALID when the type is taken */
  register(type: string, factory: EventSinkFactory): void {
    if (this.#factories.has(type)) {
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `the event sink type "${type}" is claimed twice`, {
        hint: 'remove one of the plugins that bring it',
      });
    }
    this.#factories.set(type, factory);
  }

  /** @throws ProvisrError PROVISR_CONFIG_INVALID for an unknown type, naming the known ones, or for wrong options */
  async open({ type, name, options }: EventSinkConfig): Promise<OpenEventSink> {
    const factory = this.#find(type);
    try {
      return await factory.open(options, name);
    } catch (error) {
      if (isProvisrError(error)) throw error;
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `event sink "${name}": ${messageOf(error)}`, { cause: error });
    }
  }

  #find(type: string): EventSinkFactory {
    const factory = this.#factories.get(type);
    if (factory !== undefined) return factory;
    if (this.plugins.isIncomplete) return MISSING;
    const known = [...this.#factories.keys()].sort();
    const meant = nearest(type, known);
    throw new ProvisrError('PROVISR_CONFIG_INVALID', `unknown event sink "${type}"; known: ${known.join(', ')}`, {
      hint: meant === undefined ? 'name one of these, or the plugin that brings it under `plugins`' : `did you mean "${meant}"?`,
    });
  }
}
