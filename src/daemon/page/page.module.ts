import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Module } from '@nestjs/common';
import { DAEMON_CONFIG, type DaemonConfig } from '../config/index.js';
import { apiAddressFromPage } from './page-address.js';
import { PageController } from './page.controller.js';
import { PageFiles } from './page-files.js';

/** The web page, at the root of the listener. */
@Module({
  controllers: [PageController],
  providers: [
    {
      provide: PageFiles,
      inject: [DAEMON_CONFIG],
      useFactory: ({ server }: DaemonConfig) => new PageFiles(builtPage(), apiAddressFromPage(server.basePath)),
    },
  ],
})
export class PageModule {}

/** Beside the package file, wherever this code was bundled to. */
function builtPage(): string {
  return join(dirname(createRequire(import.meta.url).resolve('provisr/package.json')), 'dist', 'ui');
}
