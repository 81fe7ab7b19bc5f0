import { Get, HttpCode, Post, Query } from '@nestjs/common';
import { ROUTES, type UpgradeAcceptedDto, UpgradeQueryDto, type UpgradeStateDto } from '#contract';
import { RequiresRole } from '../auth/index.js';
import { UpgradeDesk } from '../upgrade/index.js';
import { ApiController } from './api-controller.decorator.js';

/** Replacing the daemon in place. */
@ApiController()
@RequiresRole('admin')
export class UpgradeController {
  constructor(private readonly desk: UpgradeDesk) {}

  /** Answers when the new program has passed its check; then it takes over. */
  @Post(ROUTES.upgrade.path)
  @HttpCode(200)
  upgrade(@Query() { node, program }: UpgradeQueryDto): Promise<UpgradeAcceptedDto> {
    return this.desk.upgrade({ ...(node === undefined ? {} : { node }), ...(program === undefined ? {} : { program }) });
  }

  /** Which program runs, and how the last upgrade ended. */
  @Get(ROUTES.upgradeState.path)
  @RequiresRole('viewer')
  state(): UpgradeStateDto {
    return this.desk.state();
  }
}
