import { type DynamicModule, Module } from '@nestjs/common';
import { PluginCatalogue } from './plugin-catalogue.js';

/** What the rooms may know of plugins. */
@Module({})
export class PluginsModule {
  static forRoot(catalogue: PluginCatalogue): DynamicModule {
    return {
      module: PluginsModule,
      global: true,
      providers: [{ provide: PluginCatalogue, useValue: catalogue }],
      exports: [PluginCatalogue],
    };
  }
}
