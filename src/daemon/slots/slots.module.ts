import { type DynamicModule, Inject, Module, type Provider } from '@nestjs/common';
import { ChildProcessSpawner, createInspector, systemClock } from '#core';
import { CLOCK, PROCESS_INSPECTOR, SPAWNER } from './slots.js';

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
        ...overrides,
      ],
      exports: [CLOCK, SPAWNER, PROCESS_INSPECTOR],
    };
  }
}
