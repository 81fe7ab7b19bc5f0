import { Injectable, Logger } from '@nestjs/common';
import { type Clock, ProvisrError } from '#core';
import type { HealthProbe } from '#plugin';
import { InjectClock } from '../slots/index.js';
import type { Finding } from './finding.js';
import { WatchedIndicator } from './watched-indicator.js';

/** What the daemon says of itself. */
const OWN_NAMES = ['daemon', 'config', 'listeners', 'processes'];
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** The health indicators of plugins. */
@Injectable()
export class IndicatorRegistry {
  readonly #logger = new Logger('plugins');
  readonly #indicators = new Map<string, WatchedIndicator>();
  /** Told of already: somebody asks every few seconds. */
  readonly #failing = new Map<string, string>();

  constructor(@InjectClock() private readonly clock: Clock) {}

  /** @throws ProvisrError PROVISR_CONFIG_INVALID when the name is taken, or none */
  register(name: string, probe: HealthProbe): void {
    if (!NAME.test(name)) {
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `"${name}" cannot be the name of a health indicator`, {
        hint: 'letters, digits, "-" and "_", and a letter first',
      });
    }
    if (OWN_NAMES.includes(name) || this.#indicators.has(name)) {
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `the health indicator "${name}" is claimed twice`, {
        hint: 'remove one of the plugins that bring it',
      });
    }
    this.#indicators.set(name, new WatchedIndicator(name, probe, this.clock, (...failure) => this.#failed(...failure)));
  }

  /** All at once: the slowest one decides how long it takes. */
  async findings(): Promise<readonly Finding[]> {
    const found = await Promise.all([...this.#indicators.values()].map((indicator) => indicator.finding()));
    for (const { name, status } of found) if (status !== 'down') this.#failing.delete(name);
    return found;
  }

  #failed(indicator: string, reason: string): void {
    if (this.#failing.get(indicator) === reason) return;
    this.#failing.set(indicator, reason);
    this.#logger.warn({ msg: 'a health indicator failed: the daemon is not ready', indicator, reason });
  }
}
