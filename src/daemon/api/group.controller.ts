import { Get, HttpCode, Post, Query } from '@nestjs/common';
import { type GroupListItemDto, GroupQueryDto, type GroupStatusDto, GroupStatusQueryDto, type MutationResultDto, ROUTES } from '#contract';
import { Caller, type Identity, RequiresRole } from '../auth/index.js';
import { GroupService } from '../groups/index.js';
import { StatusView } from '../usage/index.js';
import { ApiController } from './api-controller.decorator.js';
import { answerOf } from './mutation-answer.js';
import { isOn, waitOf } from './selection.js';

/** Groups of processes. */
@ApiController()
@RequiresRole('operator')
export class GroupController {
  constructor(
    private readonly groups: GroupService,
    private readonly view: StatusView,
  ) {}

  @Get(ROUTES.groups.path)
  @RequiresRole('viewer')
  list(): GroupListItemDto[] {
    return this.groups.list().map(({ name, members }) => ({ name, members }));
  }

  @Get(ROUTES.groupStatus.path)
  @RequiresRole('viewer')
  async status(@Query() { group, usage }: GroupStatusQueryDto): Promise<GroupStatusDto> {
    const members = [...this.groups.status(group)].map(
      async ([member, statuses]) => [member, await this.view.of(statuses, isOn(usage))] as const,
    );
    return Object.fromEntries(await Promise.all(members));
  }

  @Post(ROUTES.groupStart.path)
  @HttpCode(200)
  async startGroup(@Query() query: GroupQueryDto, @Caller() caller: Identity): Promise<MutationResultDto> {
    const options = waitOf(query, caller);
    return answerOf(await this.groups.start(query.group, options), options);
  }

  @Post(ROUTES.groupStop.path)
  @HttpCode(200)
  async stopGroup(@Query() query: GroupQueryDto, @Caller() caller: Identity): Promise<MutationResultDto> {
    return answerOf(await this.groups.stop(query.group, waitOf(query, caller)), {});
  }

  @Post(ROUTES.groupRestart.path)
  @HttpCode(200)
  async restartGroup(@Query() query: GroupQueryDto, @Caller() caller: Identity): Promise<MutationResultDto> {
    return answerOf(await this.groups.restart(query.group, waitOf(query, caller)), {});
  }
}
