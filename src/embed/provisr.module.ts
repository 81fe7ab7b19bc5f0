import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  type MiddlewareConsumer,
  Module,
  type ModuleMetadata,
  type NestModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { normaliseBasePath } from '#contract';
import { createProvisr, type Provisr } from './create-provisr.js';
import type { ProvisrOptions } from './provisr-options.js';

/** Token of the {@link Provisr} that a host has imported. Versioned, and the same for every copy of this package. */
export const PROVISR = Symbol.for('provisr.embedded.v1');

/** Injects the {@link Provisr}. */
export const InjectProvisr = (): ParameterDecorator => Inject(PROVISR);

const MODULE_OPTIONS = Symbol('provisr module options');

/** How a Nest application embeds provisr. */
export interface ProvisrModuleOptions extends ProvisrOptions {
  /** Where the endpoints are, from the root of the application, whatever its global prefix. @default 'provisr' */
  readonly routePrefix?: string;
}

/** Options that have to be asked for. */
export interface ProvisrModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'>, Pick<FactoryProvider, 'inject'> {
  /** Gets what `inject` names, in that order. */
  readonly useFactory: (...parts: never[]) => ProvisrModuleOptions | Promise<ProvisrModuleOptions>;
}

/**
 * provisr as a module of a Nest application, on Fastify or Express. It is a container of its own: neither its guards, pipes and filters nor
 * those of the host reach the other side, and two of them do not meet. Ends with the application (`app.close()`).
 */
@Module({})
export class ProvisrModule implements NestModule, OnApplicationShutdown {
  constructor(
    @Inject(PROVISR) private readonly provisr: Provisr,
    @Inject(MODULE_OPTIONS) private readonly options: ProvisrModuleOptions,
  ) {}

  /** With options that are known. */
  static forRoot(options: ProvisrModuleOptions): DynamicModule {
    return ProvisrModule.forRootAsync({ useFactory: () => options });
  }

  /** With options that have to be asked for. */
  static forRootAsync({ imports = [], inject = [], useFactory }: ProvisrModuleAsyncOptions): DynamicModule {
    return {
      module: ProvisrModule,
      imports,
      providers: [
        { provide: MODULE_OPTIONS, inject, useFactory: useFactory as (...parts: unknown[]) => unknown },
        {
          provide: PROVISR,
          inject: [MODULE_OPTIONS],
          useFactory: (options: ProvisrModuleOptions) => createProvisr({ logger: 'nest', ...options }),
        },
      ],
      exports: [PROVISR],
    };
  }

  /** Called by Nest. */
  configure(consumer: MiddlewareConsumer): void {
    const base = normaliseBasePath(this.options.routePrefix ?? 'provisr');
    consumer.apply(this.provisr.under(base)).forRoutes('*path');
  }

  /** Called by Nest. */
  onApplicationShutdown(): Promise<void> {
    return this.provisr.close();
  }
}
