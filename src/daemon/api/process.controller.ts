import { Get, Param } from '@nestjs/common';
import type { ProcessManager } from '#core';
import { fromStatus, ROUTES, type StatusDto } from '#contract';
import { Caller, type Identity, RequiresRole } from '../auth/index.js';
import { InjectManager } from '../manager/index.js';
import { ApiController } from './api-controller.decorator.js';
import { specView } from './spec-view.js';

/** Processes as resources. */
@ApiController()
@RequiresRole('viewer')
export class ProcessController {
  constructor(@InjectManager() private readonly manager: ProcessManager) {}

  @Get(ROUTES.processes.path)
  list(): StatusDto[] {
    return this.manager.statuses({ kind: 'all' }).map(fromStatus);
  }

  @Get(ROUTES.process.path)
  get(@Param('name') name: string): StatusDto {
    return fromStatus(this.manager.status(name));
  }

  /** By base or instance name: the spec as its author wrote it, with absolute paths. */
  @Get(ROUTES.processSpec.path)
  spec(@Param('name') name: string, @Caller() caller: Identity): Readonly<Record<string, unknown>> {
    return specView(this.manager.program(name).spec.document, caller.role);
  }
}
