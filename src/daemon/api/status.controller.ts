import { Get, Query } from '@nestjs/common';
import { type ProcessManager, selectorFrom } from '#core';
import { type OkDto, ROUTES, type StatusDto, StatusQueryDto } from '#contract';
import { RequiresRole } from '../auth/index.js';
import { InjectManager } from '../manager/index.js';
import { StatusView } from '../usage/index.js';
import { AnswersJson } from './answers-json.decorator.js';
import { ApiController } from './api-controller.decorator.js';
import { isOn } from './selection.js';

/** How processes are. */
@ApiController()
@RequiresRole('viewer')
export class StatusController {
  constructor(
    @InjectManager() private readonly manager: ProcessManager,
    private readonly view: StatusView,
  ) {}

  /** One object for the name of an instance; a list for a base name with several, a base or a wildcard. */
  @Get(ROUTES.status.path)
  @AnswersJson()
  async status(@Query() query: StatusQueryDto): Promise<OkDto | StatusDto | StatusDto[] | string> {
    const selector = selectorFrom(query, false);
    if (selector === null) return { ok: true };
    const statuses = this.manager.statuses(selector);
    const [only] = statuses;
    if (selector.kind === 'name' && only?.name === selector.name) return (await this.view.of([only], isOn(query.usage)))[0]!;
    return this.view.list(statuses, isOn(query.usage));
  }
}
