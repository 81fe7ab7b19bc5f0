import { Inject } from '@nestjs/common';

/** The face of the supervision core: what APIs, schedulers and metrics inject. Versioned, for plugins. */
export const PROCESS_MANAGER = Symbol.for('provisr.process-manager.v1');

/** Injects the {@link ProcessManager} of the core. */
export const InjectManager = (): ParameterDecorator => Inject(PROCESS_MANAGER);
