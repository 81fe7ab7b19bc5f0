import { Injectable } from '@nestjs/common';
import { type BackoffCatalogue, type BackoffStrategy, BUILT_IN_BACKOFFS, ProvisrError } from '#core';

/** All restart strategies of this daemon: the built-in one and those of plugins. What they do wrong the core contains. */
@Injectable()
export class BackoffRegistry implements BackoffCatalogue {
  readonly #strategies = new Map<string, BackoffStrategy>(BUILT_IN_BACKOFFS);

  find(name: string): BackoffStrategy | undefined {
    return this.#strategies.get(name);
  }

  /** @throws ProvisrError PROVISR_CONFIG_INVALID when the name is taken */
  register(name: string, strategy: BackoffStrategy): void {
    if (this.#strategies.has(name)) {
      throw new ProvisrError('PROVISR_CONFIG_INVALID', `the restart strategy "${name}" is claimed twice`, {
        hint: 'remove one of the plugins that bring it',
      });
    }
    this.#strategies.set(name, strategy);
  }
}
