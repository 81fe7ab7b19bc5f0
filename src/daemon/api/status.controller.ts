import { Get, Query } from '@nestjs/common';
import { type ProcessManager, selectorFrom } from '#core';
import { fromStatus, type OkDto, ROUTES, SelectorQueryDto, type StatusDto } from '#contract';
import { RequiresRole } from '../auth/index.js';
import { InjectManager } from '../manager/index.js';
import { ApiController } from './api-controller.decorator.js';

/** How processes are. */
@ApiController()
@RequiresRole('viewer')
export class StatusController {
  constructor(@InjectManager() private readonly manager: ProcessManager) {}

  /** One object for the name of an instance; a list for a base name with several, a base or a wildcard. */
  @Get(ROUTES.status.path)
  status(@Query() query: SelectorQueryDto): OkDto | StatusDto | StatusDto[] {
    const selector = selectorFrom(query, false);
    if (selector === null) return { ok: true };
    const statuses = this.manager.statuses(selector).map(fromStatus);
    const [only] = statuses;
    return selector.kind === 'name' && only?.name === selector.name ? only : statuses;
  }
}
