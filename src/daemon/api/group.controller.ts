import { Get, HttpCode, Post, Query } from '@nestjs/common';
import { fromStatus, type GroupListItemDto, GroupQueryDto, type GroupStatusDto, type MutationResultDto, ROUTES } from '#contract';
import { RequiresRole } from '../auth/index.js';
import { GroupService } from '../groups/index.js';
import { ApiController } from './api-controller.decorator.js';
import { answerOf } from './mutation-answer.js';
import { waitOf } from './selection.js';

/** Groups of processes. */
@ApiController()
@RequiresRole('operator')
export class GroupController {
  constructor(private readonly groups: GroupService) {}

  @Get(ROUTES.groups.path)
  @RequiresRole('viewer')
  list(): GroupListItemDto[] {
    return this.groups.list().map(({ name, members }) => ({ name, members }));
  }

  @Get(ROUTES.groupStatus.path)
  @RequiresRole('viewer')
  status(@Query() { group }: GroupQueryDto): GroupStatusDto {
    return Object.fromEntries([...this.groups.status(group)].map(([member, statuses]) => [member, statuses.map(fromStatus)]));
  }

  @Post(ROUTES.groupStart.path)
  @HttpCode(200)
  async startGroup(@Query() query: GroupQueryDto): Promise<MutationResultDto> {
    const options = waitOf(query);
    return answerOf(await this.groups.start(query.group, options), options);
  }

  @Post(ROUTES.groupStop.path)
  @HttpCode(200)
  async stopGroup(@Query() query: GroupQueryDto): Promise<MutationResultDto> {
    return answerOf(await this.groups.stop(query.group, waitOf(query)), {});
  }
}
