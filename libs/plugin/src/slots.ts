import { Inject } from '@nestjs/common';

/** What tells the time and waits: inject it instead of calling `Date.now` or `setTimeout`, and tests need not wait. A slot. */
export const CLOCK = Symbol.for('provisr.clock.v1');
/** What makes processes. A slot. */
export const SPAWNER = Symbol.for('provisr.spawner.v1');

/** Injects the `Clock` of the daemon. */
export const InjectClock = (): ParameterDecorator => Inject(CLOCK);
