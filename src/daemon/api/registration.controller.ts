import { Body, HttpCode, Post, Query } from '@nestjs/common';
import {
  ActionQueryDto,
  type ChangeResultDto,
  type MutationResultDto,
  ROUTES,
  type UnregisterResultDto,
  UpdateQueryDto,
  WaitQueryDto,
} from '#contract';
import { Caller, type Identity, RequiresRole } from '../auth/index.js';
import { RegistrationService } from '../registration/index.js';
import { ApiController } from './api-controller.decorator.js';
import { answerOf } from './mutation-answer.js';
import { isOn, selectorOf, waitOf } from './selection.js';

/** Definitions that come through the API. */
@ApiController()
@RequiresRole('admin')
export class RegistrationController {
  constructor(private readonly registration: RegistrationService) {}

  /** Writes a program to the programs directory, then starts it. */
  @Post(ROUTES.register.path)
  @HttpCode(200)
  async register(@Body() body: unknown, @Query() query: WaitQueryDto, @Caller() caller: Identity): Promise<MutationResultDto> {
    const options = waitOf(query, caller);
    return answerOf(await this.registration.register(body, options), options);
  }

  /** Replaces a definition, restarting only where a changed field needs it; or says what that would do. */
  @Post(ROUTES.update.path)
  @HttpCode(200)
  async update(@Body() body: unknown, @Query() query: UpdateQueryDto, @Caller() caller: Identity): Promise<ChangeResultDto> {
    return { ok: true, ...(await this.registration.update(body, { ...waitOf(query, caller), dryRun: isOn(query.dry_run) })) };
  }

  /** Stops and forgets, and removes the file. */
  @Post(ROUTES.unregister.path)
  @HttpCode(200)
  async unregister(@Query() query: ActionQueryDto, @Caller() caller: Identity): Promise<UnregisterResultDto> {
    return { ok: true, removed: await this.registration.unregister(selectorOf(query), waitOf(query, caller)) };
  }
}
