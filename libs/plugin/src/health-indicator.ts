import 'reflect-metadata';
import { Injectable, SetMetadata } from '@nestjs/common';

/** Metadata key of {@link HealthIndicator}. `Symbol.for`, so that a plugin that resolved another copy of this package is found all the same. */
export const HEALTH_INDICATOR = Symbol.for('provisr.health-indicator.v1');

/** What {@link HealthIndicator} notes on a class. */
export interface HealthIndicatorMetadata {
  readonly name: string;
}

/**
 * Marks a provider that has a say in whether the daemon is ready (`/health/ready`). Whether it is alive (`/health/live`) nobody else has a
 * say in: who asks that would restart the daemon. List it in the providers of the plugin's module.
 *
 * @param name under which the answer tells of it: letters, digits, `-` and `_`; may be claimed once, and not be `daemon`, `config`, `listeners`
 *   or `processes`
 * @example
 * \@HealthIndicator('disk')
 * class DiskIndicator extends HealthProbe { … }
 */
export function HealthIndicator(name: string): ClassDecorator {
  return (target) => {
    Injectable()(target);
    SetMetadata<symbol, HealthIndicatorMetadata>(HEALTH_INDICATOR, { name })(target);
  };
}

/** What a look has found. */
export interface HealthFinding {
  /** `down` makes the daemon not ready; `degraded` is told and no more. */
  readonly status: 'up' | 'degraded' | 'down';
  /** What operators and admins are told beside it: plain data, no secrets. The key `status` is not yours. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Looks at one thing. */
export abstract class HealthProbe {
  /**
   * Called when somebody asks whether the daemon is ready, and at a scrape of its metrics: once at a time, and at most once a second however
   * many ask. What throws is `down`, and so is what takes longer than two seconds.
   *
   * @param signal aborts when nobody waits any longer
   */
  abstract check(signal: AbortSignal): HealthFinding | Promise<HealthFinding>;
}
