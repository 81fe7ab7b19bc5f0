import { type DynamicModule, Inject, Module, type Provider } from '@nestjs/common';
import {
  ChildProcessSpawner,
  type Clock,
  createInspector,
  makeFifosByUtility,
  type ManagerOptions,
  NO_LEDGER,
  openFifoReader,
  type ProcessInspector,
  SweepingAdoptionWatch,
  systemClock,
} from '#core';
import { chooseNative, type NativeChoice } from '#native';
import {
  ADOPTION_WATCH,
  AUTHENTICATOR,
  CERTIFICATE_PROVIDER,
  CLOCK,
  CORE_SLOTS,
  EXIT_LEDGER,
  MAKE_FIFOS,
  NATIVE,
  PROCESS_INSPECTOR,
  SPAWNER,
  STREAM_READER,
} from './slots.js';

/** Injects the {@link Clock}. */
export const InjectClock = (): ParameterDecorator => Inject(CLOCK);

/** What the slots hold for a manager. */
export type CoreSlots = Required<
  Pick<ManagerOptions, 'clock' | 'spawner' | 'inspector' | 'adoption' | 'makeFifos' | 'openReader' | 'exits' | 'inheritsOrphans'>
>;

function native(clock: Clock, inspector: ProcessInspector): NativeChoice {
  const choice = chooseNative({ clock, inspector });
  choice.ports?.adoptStrays();
  return choice;
}

const sweeping = (clock: Clock, inspector: ProcessInspector): SweepingAdoptionWatch => new SweepingAdoptionWatch(inspector, clock);

const CORE_TOKENS = [CLOCK, SPAWNER, PROCESS_INSPECTOR, ADOPTION_WATCH, MAKE_FIFOS, STREAM_READER, EXIT_LEDGER, NATIVE];
type CoreValues = [
  CoreSlots['clock'],
  CoreSlots['spawner'],
  CoreSlots['inspector'],
  CoreSlots['adoption'],
  CoreSlots['makeFifos'],
  CoreSlots['openReader'],
  CoreSlots['exits'],
  NativeChoice,
];

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
        { provide: PROCESS_INSPECTOR, useFactory: () => createInspector() },
        { provide: EXIT_LEDGER, useValue: NO_LEDGER },
        { provide: NATIVE, inject: [CLOCK, PROCESS_INSPECTOR], useFactory: native },
        { provide: SPAWNER, inject: [NATIVE], useFactory: ({ ports }: NativeChoice) => ports?.spawner ?? new ChildProcessSpawner() },
        { provide: MAKE_FIFOS, inject: [NATIVE], useFactory: ({ ports }: NativeChoice) => ports?.makeFifos ?? makeFifosByUtility },
        { provide: STREAM_READER, inject: [NATIVE], useFactory: ({ ports }: NativeChoice) => ports?.openReader ?? openFifoReader },
        {
          provide: ADOPTION_WATCH,
          inject: [NATIVE, CLOCK, PROCESS_INSPECTOR],
          useFactory: ({ ports }: NativeChoice, ...looking: [Clock, ProcessInspector]) => ports?.adoption ?? sweeping(...looking),
        },
        // Empty: those of the daemon know the configuration, and are made where they are used.
        { provide: AUTHENTICATOR, useValue: null },
        { provide: CERTIFICATE_PROVIDER, useValue: null },
        ...overrides,
        {
          provide: CORE_SLOTS,
          inject: CORE_TOKENS,
          useFactory: (...[clock, spawner, inspector, adoption, makeFifos, openReader, exits, { ports }]: CoreValues): CoreSlots => ({
            clock,
            spawner,
            inspector,
            adoption,
            makeFifos,
            openReader,
            exits,
            inheritsOrphans: ports?.adoptStrays() ?? false,
          }),
        },
      ],
      exports: [AUTHENTICATOR, CERTIFICATE_PROVIDER, CLOCK, CORE_SLOTS, EXIT_LEDGER, NATIVE, PROCESS_INSPECTOR, SPAWNER],
    };
  }
}
