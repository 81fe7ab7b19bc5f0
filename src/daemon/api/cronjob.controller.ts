import { Get, HttpCode, Param, Post } from '@nestjs/common';
import { type CronjobChangeDto, type CronjobStatusDto, type CronjobTriggerDto, type CronRunDto, ROUTES } from '#contract';
import { Caller, type Identity, RequiresRole } from '../auth/index.js';
import { CronScheduler, fromCronRun } from '../schedule/index.js';
import { ApiController } from './api-controller.decorator.js';

/** Cronjobs. */
@ApiController()
@RequiresRole('operator')
export class CronjobController {
  constructor(private readonly scheduler: CronScheduler) {}

  @Get(ROUTES.cronjobs.path)
  @RequiresRole('viewer')
  list(): CronjobStatusDto[] {
    return this.scheduler.list().map((entry) => entry.status());
  }

  @Get(ROUTES.cronjob.path)
  @RequiresRole('viewer')
  get(@Param('name') name: string): CronjobStatusDto {
    return this.scheduler.get(name).status();
  }

  /** Newest first. */
  @Get(ROUTES.cronjobHistory.path)
  @RequiresRole('viewer')
  history(@Param('name') name: string): CronRunDto[] {
    return this.scheduler.get(name).history.map(fromCronRun);
  }

  /** Runs now, and does not wait for the end. */
  @Post(ROUTES.cronjobTrigger.path)
  @HttpCode(200)
  async trigger(@Param('name') name: string, @Caller() caller: Identity): Promise<CronjobTriggerDto> {
    return { ok: true, run: fromCronRun(await this.scheduler.trigger(name, caller)) };
  }

  @Post(ROUTES.cronjobSuspend.path)
  @HttpCode(200)
  suspend(@Param('name') name: string, @Caller() caller: Identity): CronjobChangeDto {
    return { ok: true, cronjob: this.scheduler.suspend(name, true, caller).status() };
  }

  @Post(ROUTES.cronjobResume.path)
  @HttpCode(200)
  resume(@Param('name') name: string, @Caller() caller: Identity): CronjobChangeDto {
    return { ok: true, cronjob: this.scheduler.suspend(name, false, caller).status() };
  }
}
