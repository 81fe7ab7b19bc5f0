import 'reflect-metadata';
import { Injectable, SetMetadata } from '@nestjs/common';
import type { BackoffQuestion, BackoffStrategy as BackoffStrategyPort } from '#core';

/** Metadata key of {@link BackoffStrategy}. `Symbol.for`, so that a plugin that resolved another copy of this package is found all the same. */
export const BACKOFF_STRATEGY = Symbol.for('provisr.backoff-strategy.v1');

/** What {@link BackoffStrategy} notes on a class. */
export interface BackoffStrategyMetadata {
  readonly name: string;
}

/**
 * Marks a provider that reckons the waits between restarts. List it in the providers of the plugin's module.
 *
 * @param name what users write as `restart_strategy = "…"`; a name may be claimed once
 * @example
 * \@BackoffStrategy('linear')
 * class LinearBackoff extends BackoffReckoner { … }
 */
export function BackoffStrategy(name: string): ClassDecorator {
  return (target) => {
    Injectable()(target);
    SetMetadata<symbol, BackoffStrategyMetadata>(BACKOFF_STRATEGY, { name })(target);
  };
}

/** Reckons the waits of all processes that name it. */
export abstract class BackoffReckoner implements BackoffStrategyPort {
  /**
   * Wait before the next restart. Is asked in the midst of supervision: answers at once, of the question alone, and keeps nothing, so that
   * it says the same after an upgrade of the daemon.
   *
   * @returns ms, 0 or more; what is longer than `maxIntervalMs` is cut to it. For anything else, and when it throws, the daemon reckons by
   *   its own strategy and logs that it did.
   */
  abstract delayMs(question: BackoffQuestion): number;
}
