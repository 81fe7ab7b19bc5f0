import { Body, HttpCode, Post, Query } from '@nestjs/common';
import { type ProcessManager, ProvisrError } from '#core';
import { ActionQueryDto, type MutationResultDto, ROUTES } from '#contract';
import { Caller, type Identity, RequiresRole, roleAllows } from '../auth/index.js';
import { InjectManager } from '../manager/index.js';
import { RegistrationService } from '../registration/index.js';
import { ApiController } from './api-controller.decorator.js';
import { answerOf } from './mutation-answer.js';
import { hasSelector, selectorOf, waitOf } from './selection.js';

/** Start, stop and restart. */
@ApiController()
@RequiresRole('operator')
export class ControlController {
  constructor(
    @InjectManager() private readonly manager: ProcessManager,
    private readonly registration: RegistrationService,
  ) {}

  /** With a spec as body: create and start. With a selector: start known processes. */
  @Post(ROUTES.start.path)
  @HttpCode(200)
  async start(@Query() query: ActionQueryDto, @Body() body: unknown, @Caller() caller: Identity): Promise<MutationResultDto> {
    const options = waitOf(query, caller);
    if (isAbsent(body)) return answerOf(await this.manager.start(selectorOf(query), options), options);
    if (hasSelector(query)) throw new ProvisrError('PROVISR_REQUEST_INVALID', 'give a specification as body, or a selector, not both');
    if (!roleAllows(caller.role, 'admin')) {
      // Whoever may define what is executed can do everything the daemon can.
      throw new ProvisrError(
        'PROVISR_AUTH_FORBIDDEN',
        'starting a program of your own needs the role admin; known ones are started by name',
      );
    }
    return answerOf(await this.registration.launch(body, options), options);
  }

  @Post(ROUTES.stop.path)
  @HttpCode(200)
  async stop(@Query() query: ActionQueryDto, @Caller() caller: Identity): Promise<MutationResultDto> {
    const options = waitOf(query, caller);
    return answerOf(await this.manager.stop(selectorOf(query), options), {});
  }

  @Post(ROUTES.restart.path)
  @HttpCode(200)
  async restart(@Query() query: ActionQueryDto, @Caller() caller: Identity): Promise<MutationResultDto> {
    const options = waitOf(query, caller);
    return answerOf(await this.manager.restart(selectorOf(query), options), {});
  }
}

/** Hosts differ in what they make of no body at all. */
function isAbsent(body: unknown): boolean {
  return body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0);
}
