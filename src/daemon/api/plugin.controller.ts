import { Get } from '@nestjs/common';
import { type PluginStatusDto, ROUTES } from '#contract';
import { RequiresRole } from '../auth/index.js';
import { PluginCatalogue } from '../plugins/index.js';
import { ApiController } from './api-controller.decorator.js';

/** What extends the daemon. */
@ApiController()
export class PluginController {
  constructor(private readonly catalogue: PluginCatalogue) {}

  @Get(ROUTES.plugins.path)
  @RequiresRole('viewer')
  plugins(): PluginStatusDto[] {
    return this.catalogue.statuses();
  }
}
