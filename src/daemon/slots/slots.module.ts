import { type DynamicModule, Inject, Module, type Provider } from '@nestjs/common';
import { ChildProcessSpawner, createInspector, NO_LEDGER, systemClock } from '#core';
import { CLOCK, EXIT_LEDGER, PROCESS_INSPECTOR, SPAWNER } from './slots.js';

/** Injects the {@link Clock}. */
export const InjectClock = (): ParameterDecorator => Inject(CLOCK);

/** What exists once and may be exchanged as a whole. */
@Module({})
export class SlotsModule {
  /** @param overrides providers for the border tokens; of several for one token the last wins */
  static forRoot(overrides: readonly Provider[] = []): DynamicModule {
    return {
      module: SlotsModule,
      global: true,
      providers: [
        { provide: CLOCK, useValue: systemClock },
        { provide: SPAWNER, useFactory: () => new ChildProcessSpawner() },
        { provide: PROCESS_INSPECTOR, useFactory: () => createInspector() },
        { provide: EXIT_LEDGER, useValue: NO_LEDGER },
        ...overrides,
      ],
      exports: [CLOCK, EXIT_LEDGER, SPAWNER, PROCESS_INSPECTOR],
    };
  }
}
