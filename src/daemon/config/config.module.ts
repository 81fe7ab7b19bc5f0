import { type DynamicModule, Inject, Module } from '@nestjs/common';
import type { DaemonConfig } from './daemon-config.js';

/** Token of the configuration in force when the daemon was started. A reload does not replace it: listeners, TLS and plugins are set up once. */
export const DAEMON_CONFIG = Symbol.for('provisr.config.v1');

/** Injects the {@link DaemonConfig}. */
export const InjectConfig = (): ParameterDecorator => Inject(DAEMON_CONFIG);

/** Makes a loaded configuration available everywhere. It is loaded before Nest, so that a mistake in it stops the start with one sentence. */
@Module({})
export class ConfigModule {
  static forRoot(config: DaemonConfig): DynamicModule {
    return { module: ConfigModule, global: true, providers: [{ provide: DAEMON_CONFIG, useValue: config }], exports: [DAEMON_CONFIG] };
  }
}
