import { Get, Header, Param, Query } from '@nestjs/common';
import type { ProcessManager } from '#core';
import { type ProcessDefinitionDto, type ProcessSpecDto, ROUTES, type StatusDto, UsageQueryDto, type WhyDto } from '#contract';
import { Caller, type Identity, RequiresRole } from '../auth/index.js';
import { InjectManager } from '../manager/index.js';
import { StatusView } from '../usage/index.js';
import { WhyService } from '../why/index.js';
import { AnswersJson } from './answers-json.decorator.js';
import { ApiController } from './api-controller.decorator.js';
import { isOn } from './selection.js';
import { secretPointers, specView } from './spec-view.js';

/** Processes as resources. */
@ApiController()
@RequiresRole('viewer')
export class ProcessController {
  constructor(
    @InjectManager() private readonly manager: ProcessManager,
    private readonly view: StatusView,
    private readonly why: WhyService,
  ) {}

  @Get(ROUTES.processes.path)
  @AnswersJson()
  list(@Query() { usage }: UsageQueryDto): Promise<StatusDto[] | string> {
    return this.view.list(this.manager.statuses({ kind: 'all' }), isOn(usage));
  }

  @Get(ROUTES.process.path)
  async get(@Param('name') name: string, @Query() { usage }: UsageQueryDto): Promise<StatusDto | undefined> {
    return (await this.view.of([this.manager.status(name)], isOn(usage)))[0];
  }

  /** Of an instance or a cronjob: what led to its state, and what comes next. */
  @Get(ROUTES.processWhy.path)
  @Header('Cache-Control', 'no-store')
  explain(@Param('name') name: string): Promise<WhyDto> {
    return this.why.explain(name);
  }

  /** By base or instance name: the spec as its author wrote it, with absolute paths. */
  @Get(ROUTES.processSpec.path)
  spec(@Param('name') name: string, @Caller() caller: Identity): Readonly<Record<string, unknown>> {
    return specView(this.manager.program(name).spec.document, caller.role);
  }

  /** By base or instance name: the same, with where it lies and who may change it. */
  @Get(ROUTES.processDefinition.path)
  definition(@Param('name') name: string, @Caller() caller: Identity): ProcessDefinitionDto {
    const { spec, origin, source } = this.manager.program(name);
    const { name: base, document } = spec;
    return {
      name: base,
      origin,
      source,
      changeable: origin === 'registered' || origin === 'api',
      spec: specView(document, caller.role) as Readonly<Record<string, unknown>> & ProcessSpecDto,
      secrets: secretPointers(document),
    };
  }
}
